// What `chaindrill capacity` says at the end.

import type { Capacity } from "../../model/capacity.ts";
import { type Line, piece, renderLine, tableLines } from "../terminal/line.ts";
import type { Style } from "../terminal/style.ts";
import {
  describeAnswer,
  describeCriteria,
  describeLimit,
  describeScalability,
  trialCells,
  trialColumns,
} from "./describe-capacity.ts";

/** The text of the end of a search, with a line feed at its end. */
export function renderCapacityTerminal(capacity: Capacity, options: { style: Style; dir: string }): string {
  const isKnown = capacity.answer.kind === "found" && capacity.answer.reason !== "generator-bound";
  const more = [describeLimit(capacity), describeScalability(capacity)].filter((line) => line !== undefined);
  const blocks: Line[][] = [
    [
      [
        piece(isKnown ? "✔ CAPACITY" : "? UNKNOWN", isKnown ? "green" : "yellow"),
        piece(`  ${describeAnswer(capacity)}`, "bold"),
      ],
      ...more.map((line): Line => [piece(line)]),
      [piece(describeCriteria(capacity), "dim")],
    ],
    tableLines(
      trialColumns,
      byRate(capacity).map((trial) => trialCells(trial).map((text) => piece(text))),
    ),
    [[piece("report  ", "dim"), piece(`${options.dir}/capacity.html`, "cyan")]],
  ];
  const whole = { columns: Number.MAX_SAFE_INTEGER, style: options.style };
  return `${blocks.map((block) => block.map((line) => renderLine(line, whole)).join("\n")).join("\n\n")}\n`;
}

const byRate = ({ trials }: Capacity) => trials.toSorted((a, b) => a.wish.perSecond - b.wish.perSecond);
