// What `chaindrill bench` says: a line for each figure, beside what it was before.

import type { BenchEntry, ComparedBench, ComparedFigure } from "../../model/bench.ts";
import { formatMs, formatRate, notMeasured } from "../format.ts";
import { type Line, piece, renderLine, tableLines } from "../terminal/line.ts";
import type { Style } from "../terminal/style.ts";

/** The text, with a line feed at its end. */
export function renderBenchTerminal(
  entry: BenchEntry,
  { compared, style }: { compared: ComparedBench; style: Style },
): string {
  const rows = compared.figures.map((one): Line => cells(one).map((text) => piece(text)));
  const blocks: Line[][] = [
    tableLines(
      [
        { title: "figure", align: "left" },
        { title: "now", align: "right" },
        { title: "of the last", align: "right" },
        { title: "", align: "left" },
      ],
      rows,
    ),
    [
      [piece(sinceWords(entry, compared), "dim")],
      ...entry.doubts.map((why): Line => [piece("doubtful  ", "yellow"), piece(why)]),
    ],
  ];
  const whole = { columns: Number.MAX_SAFE_INTEGER, style };
  return `${blocks.map((block) => block.map((line) => renderLine(line, whole)).join("\n")).join("\n\n")}\n`;
}

function cells({ figure, ratio, noise, isOutside }: ComparedFigure): string[] {
  const { title, unit, value } = figure;
  const now = value === null ? notMeasured : unit === "ms" ? formatMs(value) : formatRate(value);
  return [
    title,
    now,
    ratio === undefined ? notMeasured : `${ratio.toFixed(2)} x`,
    noiseWords({ noise, isOutside, figure }),
  ];
}

function noiseWords({ noise, isOutside, figure }: Pick<ComparedFigure, "noise" | "isOutside" | "figure">): string {
  if (noise === undefined || isOutside === undefined) return "";
  const percent = (ratio: number) => `${ratio >= 1 ? "+" : "−"}${Math.abs((ratio - 1) * 100).toFixed(0)} %`;
  const span = `${percent(noise.low)} to ${percent(noise.high)} over ${noise.count} before`;
  if (!isOutside) return `within noise (${span})`;
  return `outside of all before (${span}); ${figure.better} is better`;
}

function sinceWords(entry: BenchEntry, { last }: ComparedBench): string {
  if (last === undefined) return "The first benchmark of this kind on this machine: the next one is compared with it.";
  const changed = entry.builds.filter((build) => !last.builds.includes(build));
  const builds = changed.length === 0 ? "the same builds" : `now ${changed.join(", ")}`;
  return `The last one was at ${last.at.slice(0, 16).replace("T", " ")} UTC, ${builds}. One run is no verdict: \`chaindrill compare\` and plans of kind ab are.`;
}
