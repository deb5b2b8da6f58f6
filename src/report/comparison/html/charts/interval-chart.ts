import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from "echarts";
import type { EChartsCoreOption } from "echarts/core";
import type { ComparedMetric } from "../../../../model/comparison.ts";
import type { Chart, LegendEntry } from "../../../html/charts/chart.ts";
import { type Canvas, textStyle } from "../../../html/charts/frame.ts";
import { drawIntervalRow, type IntervalRow } from "./draw-interval-row.ts";
import type { EffectScale } from "./effect-scale.ts";

export interface IntervalChartFacts {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly metrics: readonly ComparedMetric[];
  readonly scale: EffectScale;
  /** Once on a page is enough. */
  readonly explained: boolean;
}

const rowPx = { wide: 41, narrow: 74, small: 74 } as const;
const axisPx = 30;

/** Every metric as a row: its effect with its interval, against the line of no change and the floor of what counts. */
export function intervalChart(facts: IntervalChartFacts): Chart<Canvas> {
  const { id, title, caption, metrics } = facts;
  return {
    id,
    title,
    caption,
    legend: facts.explained ? legend : [],
    heightPx: (canvas) => metrics.length * rowPx[canvas.width] + axisPx + 6,
    option: (canvas) => option(canvas, facts),
  };
}

const legend: readonly LegendEntry[] = [
  { label: "regression", color: "var(--fail)", look: "mark", mark: "◆" },
  { label: "improvement", color: "var(--pass)", look: "mark", mark: "▲" },
  { label: "no regression, shown", color: "var(--pass)", look: "mark", mark: "●" },
  { label: "inconclusive", color: "var(--unknown)", look: "mark", mark: "○" },
  { label: "interval", color: "var(--ink)", look: "line" },
  { label: "worse by more than the floor", color: "var(--worse)", look: "block" },
];

function option(canvas: Canvas, { metrics, scale }: IntervalChartFacts): EChartsCoreOption {
  const rows: IntervalRow[] = metrics.map((metric, index) => ({
    metric,
    scale,
    index,
    heightPx: rowPx[canvas.width],
    isFirst: index === 0,
  }));
  const at = scale.ticks.map((tick) => tick.at);
  const labels = new Map(scale.ticks.map((tick) => [tick.at, tick.label]));
  return {
    grid: { left: canvas.leftPx, right: canvas.rightPx, top: 6, bottom: axisPx },
    xAxis: {
      type: "value",
      min: scale.from,
      max: scale.to,
      axisLine: { show: true, onZero: false, lineStyle: { color: "var(--axis)" } },
      axisTick: { show: true, customValues: at, lineStyle: { color: "var(--axis)" } },
      axisLabel: {
        ...textStyle(canvas),
        customValues: at,
        hideOverlap: true,
        formatter: (value: number) => labels.get(value) ?? "",
      },
      splitLine: { show: false },
    },
    yAxis: { type: "category", inverse: true, show: false, data: rows.map((row) => String(row.index)) },
    series: [
      {
        type: "custom",
        silent: true,
        data: rows.map((row) => [scale.neutral, row.index]),
        renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
          const row = rows[params.dataIndex];
          return row === undefined ? { type: "group", children: [] } : drawIntervalRow(canvas, { row, api });
        },
      },
    ],
  };
}
