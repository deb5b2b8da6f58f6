// Throughput and latency against the offered rate: where the first bends and the second rises is the capacity.

import type { EChartsCoreOption } from "echarts/core";
import type { Capacity, Trial, TrialMeasured } from "../../model/capacity.ts";
import { formatMs, formatRate } from "../format.ts";
import type { Chart, LegendEntry } from "../html/charts/chart.ts";
import { type Canvas, textStyle, valueAxis } from "../html/charts/frame.ts";
import { doneOf } from "./describe-capacity.ts";

type MeasuredTrial = Trial & { readonly measured: TrialMeasured };

const verdicts = [
  { kind: "pass", label: "pass", color: "var(--line-1)", symbol: "circle", mark: "●" },
  { kind: "fail", label: "fail", color: "var(--line-2)", symbol: "triangle", mark: "▲" },
] as const;

const legendOf = (line: string): readonly LegendEntry[] => [
  ...verdicts.map(({ label, color, mark }): LegendEntry => ({ label, color, look: "mark", mark })),
  { label: line, color: "var(--muted)", look: "dashed" },
];

/** What was done of what was offered. */
export function throughputChart(capacity: Capacity): Chart<Canvas> {
  const most = mostOffered(capacity);
  return {
    id: "throughput",
    title: capacity.trials.some(({ measured }) => measured?.includedPerSecond != null) ? "Included" : "Answered",
    caption: "A point for each trial: what was done a second, over what was offered a second.",
    legend: legendOf("as much as was offered"),
    heightPx: 300,
    option: (canvas) => ({
      ...axes(canvas, formatRate),
      series: [
        ...pointSeries(capacity, doneOf),
        dashedLine([
          [0, 0],
          [most, most],
        ]),
      ],
    }),
  };
}

/** The tail of the latency. */
export function latencyChart(capacity: Capacity): Chart<Canvas> {
  const { quantile, sloMs } = capacity.settings;
  return {
    id: "latency",
    title: `Latency, ${quantile}`,
    caption: `From the intended start to the ${capacity.trials.some(({ measured }) => measured?.includedPerSecond != null) ? "block" : "answer"}; asked were ${formatMs(sloMs)}.`,
    legend: legendOf("what was asked"),
    heightPx: 300,
    option: (canvas) => ({
      ...axes(canvas, formatMs),
      series: [
        ...pointSeries(capacity, ({ p95Ms, p99Ms }) => (quantile === "p99" ? (p99Ms ?? p95Ms) : p95Ms)),
        dashedLine([
          [0, sloMs],
          [mostOffered(capacity), sloMs],
        ]),
      ],
    }),
  };
}

const measuredOf = ({ trials }: Capacity): readonly MeasuredTrial[] =>
  trials.filter((trial): trial is MeasuredTrial => trial.measured !== null && trial.outcome.kind !== "invalid");

const mostOffered = (capacity: Capacity): number =>
  Math.max(1, ...measuredOf(capacity).map(({ wish }) => wish.perSecond));

const dashedLine = (data: readonly (readonly [number, number])[]): EChartsCoreOption => ({
  type: "line",
  silent: true,
  showSymbol: false,
  lineStyle: { color: "var(--muted)", width: 1, type: "dashed" },
  data,
});

function pointSeries(capacity: Capacity, pick: (measured: TrialMeasured) => number | null): EChartsCoreOption[] {
  return verdicts.map(({ kind, color, symbol }) => ({
    type: "scatter",
    silent: true,
    symbol,
    symbolSize: 9,
    itemStyle: { color },
    data: measuredOf(capacity).flatMap(({ outcome, wish, measured }) => {
      const value = pick(measured);
      return outcome.kind !== kind || value === null ? [] : [[wish.perSecond, value]];
    }),
  }));
}

function axes(canvas: Canvas, format: (value: number) => string): EChartsCoreOption {
  const label = { ...textStyle(canvas), hideOverlap: true };
  return {
    grid: { left: canvas.leftPx, right: canvas.rightPx, top: 14, bottom: 30 },
    xAxis: valueAxis(canvas, { min: 0, axisLabel: { ...label, formatter: formatRate } }),
    yAxis: valueAxis(canvas, { min: 0, axisLabel: { ...label, formatter: format } }),
  };
}
