import type { EChartsCoreOption } from "echarts/core";
import type { ComparedBatch, ComparedMetric, ComparedSample, ComparedSide } from "../../../../model/comparison.ts";
import { formatMeasured } from "../../../describe-metric.ts";
import { formatNumberOf } from "../../../format.ts";
import type { Chart } from "../../../html/charts/chart.ts";
import { type Canvas, textStyle, valueAxis } from "../../../html/charts/frame.ts";
import { countingRuns, describeMedian } from "../../describe-comparison.ts";

export const sideLook = {
  reference: { color: "var(--line-1)", symbol: "circle", mark: "●" },
  candidate: { color: "var(--line-2)", symbol: "triangle", mark: "▲" },
} as const;

type SideName = keyof typeof sideLook;

/** Every run of both sides as a point, in the order in which they were run: drifts and outliers show here. */
export function pointsChart(
  id: string,
  { metric, batch }: { metric: ComparedMetric; batch: ComparedBatch },
): Chart<Canvas> {
  const ranks = executionRanks(batch);
  const sides = (["reference", "candidate"] as const).map((name) => ({
    name,
    ...pointsOf({ side: batch[name], sample: metric[name], ranks }),
  }));
  const span = spanOf(sides.flatMap(({ points }) => points.map(([, value]) => value)));
  return {
    id,
    title: metric.title,
    caption: caption(metric),
    legend: [],
    heightPx: 190,
    option: (canvas) => ({
      grid: { left: canvas.leftPx, right: canvas.rightPx, top: 12, bottom: 28 },
      xAxis: runAxis(canvas, ranks.size),
      yAxis: valueAxis(canvas, {
        ...span,
        splitNumber: 3,
        axisLabel: {
          ...textStyle(canvas),
          // The ends of the span are not round.
          showMinLabel: false,
          showMaxLabel: false,
          formatter: (value: number) => formatMeasured(value, metric.unit, digitsFor(span)),
        },
      }),
      series: sides.flatMap((side) => seriesOf(side, { metric, lowest: span.min, runs: ranks.size })),
    }),
  };
}

function caption(metric: ComparedMetric): string {
  const median = (name: SideName) => describeMedian(metric[name], metric.unit);
  const censored = metric.reference.censored + metric.candidate.censored;
  const unseen = censored === 0 ? "" : `; ${formatNumberOf(censored, "run")} beyond what was observed, not drawn`;
  return `Medians ${median("reference")} and ${median("candidate")}${unseen}.`;
}

type Ranks = ReadonlyMap<ComparedSide["runs"][number], number>;

/** Position of each run of both sides in time: by the job's order, or by when it began. */
function executionRanks({ reference, candidate }: ComparedBatch): Ranks {
  const runs = [...reference.runs, ...candidate.runs];
  const isOrdered = runs.every(({ order }) => order !== null);
  const inOrder = runs.toSorted((a, b) =>
    isOrdered ? (a.order ?? 0) - (b.order ?? 0) : a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0,
  );
  return new Map(inOrder.map((run, index) => [run, index + 1]));
}

interface SidePoints {
  readonly points: readonly (readonly [rank: number, value: number])[];
  /** Runs that were left out: they have no value here, only a place. */
  readonly leftOut: readonly number[];
}

function pointsOf(options: { side: ComparedSide; sample: ComparedSample; ranks: Ranks }): SidePoints {
  const { side, sample, ranks } = options;
  const rankOf = (run: ComparedSide["runs"][number] | undefined): number => (run && ranks.get(run)) ?? 0;
  const counting = countingRuns(side);
  return {
    points: sample.values.flatMap((value, index) =>
      value === null || counting[index] === undefined ? [] : [[rankOf(counting[index]), value] as const],
    ),
    leftOut: side.runs.filter(({ invalid }) => invalid.length > 0).map(rankOf),
  };
}

function seriesOf(
  { name, points, leftOut }: SidePoints & { name: SideName },
  { metric, lowest, runs }: { metric: ComparedMetric; lowest: number; runs: number },
): EChartsCoreOption[] {
  const { color, symbol } = sideLook[name];
  const { median } = metric[name];
  return [
    { type: "scatter", silent: true, symbol, symbolSize: 8.5, itemStyle: { color }, data: points },
    {
      type: "scatter",
      silent: true,
      symbol,
      symbolSize: 9,
      itemStyle: { color: "var(--bg)", borderColor: color, borderWidth: 1.5 },
      data: leftOut.map((rank) => [rank, lowest]),
    },
    {
      type: "line",
      silent: true,
      showSymbol: false,
      lineStyle: { color, width: 1, type: name === "candidate" ? "dashed" : "solid", opacity: 0.75 },
      data:
        median === null
          ? []
          : [
              [0.5, median],
              [runs + 0.5, median],
            ],
    },
  ];
}

const runAxis = (canvas: Canvas, runs: number): EChartsCoreOption => ({
  type: "value",
  min: 0.5,
  max: Math.max(1.5, runs + 0.5),
  axisLine: { show: true, onZero: false, lineStyle: { color: "var(--axis)" } },
  axisTick: { show: false },
  splitLine: { show: false },
  axisLabel: { ...textStyle(canvas), customValues: ranksToName(runs), formatter: (value: number) => String(value) },
});

/** The first, the last, and some between. */
function ranksToName(runs: number): number[] {
  const step = Math.max(1, Math.ceil(runs / 8));
  return Array.from({ length: Math.floor((runs - 1) / step) + 1 }, (_, index) => 1 + index * step);
}

/** Enough that neighbouring marks of the axis do not read the same. */
function digitsFor({ min, max }: { min: number; max: number }): number {
  const largest = Math.max(Math.abs(min), Math.abs(max));
  return Math.min(12, Math.max(3, Math.ceil(Math.log10(largest / ((max - min) / 4))) + 1));
}

/** Room above and below; not from zero, because what is looked for is a tenth of the value. */
function spanOf(values: readonly number[]): { min: number; max: number } {
  const drawable = values.map((value) => Math.min(1e15, Math.max(-1e15, value)));
  if (drawable.length === 0) return { min: 0, max: 1 };
  const low = drawable.reduce((least, value) => Math.min(least, value));
  const high = drawable.reduce((most, value) => Math.max(most, value));
  const room = (high - low) * 0.15 || Math.abs(high) * 0.1 || 1;
  return { min: low - room, max: high + room };
}
