import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from "echarts";
import type { EChartsCoreOption } from "echarts/core";
import type { Result } from "../../../model/result.ts";
import { formatNumberOf } from "../../format.ts";
import type { Chart, LegendEntry } from "./chart.ts";
import { drawBar } from "./draw-bar.ts";
import { type Frame, frameOf, rowName, textStyle, timeAxis } from "./frame.ts";
import { type Lane, lanesOf } from "./lanes.ts";

const rowPx = 24;

/** Phases, faults, service and nodes on the time axis: the first thing to look at. */
export function lanesChart(result: Result): Chart | undefined {
  const lanes = lanesOf(result, frameOf(result, "wide").spanMs);
  if (lanes.length === 0) return undefined;
  return {
    id: "lanes",
    title: "What happened",
    caption: `${formatNumberOf(result.faults.length, "fault")} and ${formatNumberOf(result.run.nodes.length, "node")}, on the time axis of all charts below; times are minutes and seconds since the start of the run.`,
    legend: legendOf(result),
    heightPx: lanes.length * rowPx + 34,
    option: (frame) => option(frame, lanes),
  };
}

function legendOf(result: Result): LegendEntry[] {
  return [
    ...(result.faults.length === 0
      ? []
      : [
          { label: "fault on", color: "var(--fault)", look: "block" as const },
          { label: "until the service was back", color: "var(--recovering)", look: "block" as const },
        ]),
    { label: "healthy, in step", color: "var(--pass)", look: "line" },
    { label: "behind by 3 blocks or more, unknown", color: "var(--unknown)", look: "block" },
    { label: "not answering, unhealthy", color: "var(--fail)", look: "block" },
  ];
}

function option(frame: Frame, lanes: readonly Lane[]): EChartsCoreOption {
  const bars = lanes.flatMap((lane, row) => lane.bars.map((bar) => ({ row, bar })));
  return {
    grid: { left: frame.leftPx, right: frame.rightPx, top: 4, bottom: 26 },
    xAxis: timeAxis(frame, { labels: true }),
    yAxis: {
      type: "category",
      inverse: true,
      data: lanes.map((lane) => rowName(frame, lane.name)),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...textStyle(frame), color: "var(--ink)", interval: 0 },
    },
    series: [
      {
        type: "custom",
        silent: true,
        encode: { x: [0, 1], y: 2 },
        data: bars.map(({ row, bar }) => [bar.fromMs, bar.toMs, row]),
        renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) =>
          drawBar(frame, { rowPx, entry: bars[params.dataIndex], api }),
      },
    ],
  };
}
