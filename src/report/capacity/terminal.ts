// What `chaindrill capacity` says at the end.

import type { Capacity } from "../../model/capacity.ts";
import { horizontalBar } from "../terminal/horizontal-bar.ts";
import { type Line, piece, renderLine, tableLines } from "../terminal/line.ts";
import type { Style } from "../terminal/style.ts";
import {
  describeAnswer,
  describeCriteria,
  describeLimit,
  describeScalability,
  doneOf,
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
    trialLines(capacity),
    [[piece("report  ", "dim"), piece(`${options.dir}/capacity.html`, "cyan")]],
  ];
  const whole = { columns: Number.MAX_SAFE_INTEGER, style: options.style };
  return `${blocks.map((block) => block.map((line) => renderLine(line, whole)).join("\n")).join("\n\n")}\n`;
}

/** By rate: read downwards it is the curve, which bends where what is done falls behind what is offered. */
function trialLines(capacity: Capacity): Line[] {
  const trials = byRate(capacity);
  const most = Math.max(...trials.map(({ measured }) => doneOf(measured) ?? 0));
  const [left, right] = [trialColumns.slice(0, barAt), trialColumns.slice(barAt)];
  const rows = trials.map((trial): Line => {
    const cells = trialCells(trial).map((text) => piece(text));
    const bar = horizontalBar({ value: doneOf(trial.measured) ?? 0, most, columns: barColumns });
    return [...cells.slice(0, barAt), piece(bar, outcomeLooks[trial.outcome.kind]), ...cells.slice(barAt)];
  });
  return tableLines([...left, { title: "", align: "left" }, ...right], rows);
}

const barColumns = 20;
/** Behind the number that it shows. */
const barAt = trialColumns.findIndex(({ title }) => title === "done") + 1;
const outcomeLooks = { pass: "green", fail: "red", invalid: "dim" } as const;

const byRate = ({ trials }: Capacity) => trials.toSorted((a, b) => a.wish.perSecond - b.wish.perSecond);
