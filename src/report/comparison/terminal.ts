// What `chaindrill compare` says at the end: the answer, the metrics it rests on, and where the rest is.

import type { ComparedBatch, ComparedMetric, Comparison } from "../../model/comparison.ts";
import { displayWidth } from "../terminal/display-width.ts";
import { type Column, type Line, piece, renderLine, tableLines } from "../terminal/line.ts";
import type { Style } from "../terminal/style.ts";
import { comparisonLook, comparisonMark, comparisonWord } from "./comparison-status.ts";
import {
  batchTitle,
  countAnswers,
  describeDesign,
  describeEstimate,
  describeFloor,
  describeInterval,
  describeMedian,
  describeP,
  describeRuns,
} from "./describe-comparison.ts";
import { drawRatioBars, type RatioBars } from "./ratio-bar.ts";

export interface ComparisonTerminalOptions {
  readonly style: Style;
  /** The directory of the comparison as the reader can paste it. */
  readonly dir: string;
  /** Of the terminal; without it nothing is left out. */
  readonly columns?: number;
}

/** The text of the end of a comparison, with a line feed at its end. */
export function renderComparisonTerminal(comparison: Comparison, options: ComparisonTerminalOptions): string {
  const columns = options.columns ?? Number.MAX_SAFE_INTEGER;
  const { batches, notes } = comparison;
  const blocks = [
    headline(comparison),
    ...batches.map((batch, index) => batchLines(batch, { title: batchTitle(comparison, index), columns })),
    notes.map((note): Line => [piece("note  ", "yellow"), piece(note)]),
    [[piece("report  ", "dim"), piece(`${options.dir}/comparison.html`, "cyan")]],
  ].filter((block) => block.length > 0);
  // Read from a scroll-back or a log: nothing is cut here, a long line may wrap.
  const whole = { columns: Number.MAX_SAFE_INTEGER, style: options.style };
  return `${blocks.map((block) => block.map((line) => renderLine(line, whole)).join("\n")).join("\n\n")}\n`;
}

function headline(comparison: Comparison): Line[] {
  const { verdict, batches } = comparison;
  const [first] = batches;
  const word = `${comparisonMark[verdict.status]} ${comparisonWord[verdict.status].toUpperCase()}`;
  return [
    [piece(word, comparisonLook(verdict.status)), piece(`  ${verdict.summary}`, "bold")],
    ...(first === undefined ? [] : [[piece(sidesOf(first), "dim")]]),
    [piece(describeDesign(comparison).join("; "), "dim")],
  ];
}

const sidesOf = ({ reference, candidate }: ComparedBatch): string =>
  `${candidate.label} (${describeRuns(candidate)}) against ${reference.label} (${describeRuns(reference)})`;

/** Primary metrics as a table; of the others only what is worse than the reference. */
function batchLines(batch: ComparedBatch, options: { title: string | undefined; columns: number }): Line[] {
  const primary = batch.metrics.filter((metric) => metric.primary);
  const secondary = batch.metrics.filter((metric) => !metric.primary);
  const worse = secondary.filter(({ status }) => status === "regression");
  const rest = secondary.filter((metric) => !worse.includes(metric));
  const title: Line[] = options.title === undefined ? [] : [[piece(options.title, "bold")], [piece(batch.summary)]];
  const more: Line[] = rest.length === 0 ? [] : [[piece(`secondary: ${countAnswers(rest)}`, "dim")]];
  const shown = [...primary, ...worse];
  return [...title, ...(shown.length === 0 ? [] : fittingTable(shown, { batch, columns: options.columns })), ...more];
}

function fittingTable(metrics: readonly ComparedMetric[], options: { batch: ComparedBatch; columns: number }): Line[] {
  const drawn = metricTable(metrics, { batch: options.batch, bars: drawRatioBars(metrics) });
  const fits = drawn.every((line) => widthOf(line) <= options.columns);
  return fits ? drawn : metricTable(metrics, { batch: options.batch, bars: undefined });
}

const widthOf = (line: Line): number => line.reduce((sum, { text }) => sum + displayWidth(text), 0);

function metricTable(
  metrics: readonly ComparedMetric[],
  { batch, bars }: { batch: ComparedBatch; bars: RatioBars | undefined },
): Line[] {
  const rows = metrics.map((metric, index): Line => {
    const look = comparisonLook(metric.status);
    return [
      piece(
        `${comparisonMark[metric.status]} ${comparisonWord[metric.status]}${metric.severe ? ", severe" : ""}`,
        look,
      ),
      piece(metric.primary ? metric.title : `${metric.title} (secondary)`),
      piece(describeMedian(metric.reference, metric.unit)),
      piece(describeMedian(metric.candidate, metric.unit)),
      piece(describeEstimate(metric), metric.status === "regression" ? look : undefined),
      piece(describeInterval(metric)),
      ...(bars === undefined ? [] : [{ text: bars.bars[index] ?? "", look }]),
      piece(describeFloor(metric)),
      piece(describeP(metric.pWorseAdjusted)),
    ];
  });
  const columns = [
    left("verdict"),
    left("metric"),
    right(batch.reference.label),
    right(batch.candidate.label),
    right("effect"),
    left("interval"),
    ...(bars === undefined ? [] : [{ title: bars.scale, align: "left" } as const]),
    right("counts from"),
    right("p worse"),
  ];
  return tableLines(columns, rows);
}

const left = (title: string): Column => ({ title: piece(title).text, align: "left" });
const right = (title: string): Column => ({ title: piece(title).text, align: "right" });
