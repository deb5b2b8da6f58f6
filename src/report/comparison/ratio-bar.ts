import type { ComparedMetric } from "../../model/comparison.ts";
import { comparisonMark } from "./comparison-status.ts";

const half = 14;
const width = 2 * half + 1;
/** At the ends of the bar, at least and at most: four times, or a quarter. */
const spanMin = Math.log(1.1);
const spanMax = Math.log(4);

export interface RatioBars {
  /** The ends and the middle of the scale, as wide as a bar. */
  readonly scale: string;
  /** One for each metric; empty for those that are compared by difference. */
  readonly bars: readonly string[];
}

/** Each ratio with its interval as characters on one logarithmic scale; undefined when there is no ratio. */
export function drawRatioBars(metrics: readonly ComparedMetric[]): RatioBars | undefined {
  const reaches = metrics.flatMap(({ effect, scale }) =>
    effect === null || scale !== "ratio"
      ? []
      : [effect.estimate, effect.low, effect.high].flatMap((ratio) =>
          ratio === null || !(ratio > 0) ? [] : [Math.abs(Math.log(ratio))],
        ),
  );
  const span = Math.min(
    spanMax,
    reaches.reduce((most, reach) => Math.max(most, reach), spanMin),
  );
  const bars = metrics.map((metric) => barOf(metric, span));
  return bars.some((bar) => bar !== "") ? { scale: scaleOf(span), bars } : undefined;
}

function scaleOf(span: number): string {
  const [low, high] = [Math.exp(-span).toFixed(2), Math.exp(span).toFixed(2)];
  return `${low.padEnd(half)}1${high.padStart(half)}`;
}

function barOf({ effect, scale, status }: ComparedMetric, span: number): string {
  if (effect === null || scale !== "ratio") return "";
  const cellOf = (ratio: number): number =>
    Math.max(0, Math.min(width - 1, Math.round(half + (Math.log(Math.max(ratio, Number.MIN_VALUE)) / span) * half)));
  const isBeyond = (ratio: number | null): boolean =>
    ratio === null || Math.abs(Math.log(Math.max(ratio, Number.MIN_VALUE))) > span * 1.0001;
  const cells: string[] = Array.from({ length: width }, (_, cell) => (cell === half ? "│" : " "));
  const from = effect.low === null ? 0 : cellOf(effect.low);
  const to = effect.high === null ? width - 1 : cellOf(effect.high);
  for (let cell = from; cell <= to; cell++) cells[cell] = cell === half ? "┼" : "─";
  if (from < to) {
    cells[from] = isBeyond(effect.low) ? "←" : "├";
    cells[to] = isBeyond(effect.high) ? "→" : "┤";
  }
  cells[cellOf(effect.estimate)] = comparisonMark[status];
  return cells.join("");
}
