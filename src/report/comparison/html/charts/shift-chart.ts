import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from "echarts";
import type { EChartsCoreOption } from "echarts/core";
import type { ComparedLatency } from "../../../../model/comparison.ts";
import { formatDifference } from "../../../describe-metric.ts";
import type { Chart } from "../../../html/charts/chart.ts";
import { type Canvas, textStyle, valueAxis } from "../../../html/charts/frame.ts";

type Shift = ComparedLatency["shift"][number];

/** How much later the candidate is at each decile, with its interval (Doksum's shift function); undefined without deciles. */
export function shiftChart(id: string, latency: ComparedLatency): Chart<Canvas> | undefined {
  const { shift } = latency;
  if (shift.length === 0) return undefined;
  const span = spanOf(shift);
  return {
    id,
    title: `${latency.title}: where it differs`,
    caption: `Candidate less reference at each decile of the runs, with intervals. ${inWords(shift)}`,
    legend: [
      { label: "interval without zero", color: "var(--line-2)", look: "mark", mark: "●" },
      { label: "interval with zero", color: "var(--line-7)", look: "mark", mark: "○" },
    ],
    heightPx: 240,
    option: (canvas) => ({
      grid: { left: canvas.leftPx + 10, right: canvas.rightPx, top: 10, bottom: 28 },
      xAxis: {
        type: "category",
        data: shift.map(({ decile }) => `${Math.round(decile * 100)} %`),
        axisLine: { show: true, onZero: true, lineStyle: { color: "var(--axis)", width: 1.5 } },
        axisTick: { show: false },
        axisLabel: { ...textStyle(canvas), hideOverlap: true, interval: 0 },
      },
      yAxis: valueAxis(canvas, {
        ...span,
        axisLabel: {
          ...textStyle(canvas),
          hideOverlap: true,
          showMinLabel: span.min === 0,
          showMaxLabel: span.max === 0,
          formatter: (value: number) => formatDifference(Math.abs(value) < 1e-9 ? 0 : value, "ms").replace(/^±/, ""),
        },
      }),
      series: [
        {
          type: "custom",
          silent: true,
          data: shift.map((entry, index) => [index, differenceOf(entry)]),
          renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) =>
            drawShift(shift[params.dataIndex], { index: params.dataIndex, span, api }),
        },
      ],
    }),
  };
}

const differenceOf = ({ referenceMs, candidateMs }: Shift): number => candidateMs - referenceMs;

const isBeyondZero = ({ lowMs, highMs }: Shift): boolean =>
  (lowMs !== null && lowMs > 0) || (highMs !== null && highMs < 0);

function inWords(shift: readonly Shift[]): string {
  const beyond = shift.filter(isBeyondZero);
  if (beyond.length === 0) return "No decile differs beyond its interval.";
  const names = beyond.map(({ decile }) => `${Math.round(decile * 100)}`).join(", ");
  return beyond.length === shift.length ? "All of them differ." : `Different at ${names} %.`;
}

function drawShift(
  entry: Shift | undefined,
  { index, span, api }: { index: number; span: { min: number; max: number }; api: CustomSeriesRenderItemAPI },
): EChartsCoreOption {
  if (entry === undefined) return { type: "group", children: [] };
  const color = isBeyondZero(entry) ? "var(--line-2)" : "var(--line-7)";
  const yOf = (value: number): number => api.coord([index, Math.min(span.max, Math.max(span.min, value))])[1] ?? 0;
  const [x = 0, y = 0] = api.coord([index, Math.min(span.max, Math.max(span.min, differenceOf(entry)))]);
  const [low, high] = [yOf(entry.lowMs ?? span.min), yOf(entry.highMs ?? span.max)];
  const stroke = { fill: "none", stroke: color, lineWidth: 2 };
  return {
    type: "group",
    children: [
      { type: "line", shape: { x1: x, x2: x, y1: low, y2: high }, style: stroke },
      ...[low, high].map((end) => ({ type: "line", shape: { x1: x - 4, x2: x + 4, y1: end, y2: end }, style: stroke })),
      {
        type: "circle",
        shape: { cx: x, cy: y, r: 5 },
        style: { fill: isBeyondZero(entry) ? color : "var(--bg)", stroke: color, lineWidth: 2 },
      },
    ],
  };
}

function spanOf(shift: readonly Shift[]): { min: number; max: number } {
  const values = shift
    .flatMap((entry) => [differenceOf(entry), entry.lowMs ?? 0, entry.highMs ?? 0, 0])
    .map((value) => Math.min(1e12, Math.max(-1e12, value)));
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  const room = (high - low) * 0.1 || 1;
  return { min: low < 0 ? low - room : 0, max: high > 0 || low === 0 ? high + room : 0 };
}
