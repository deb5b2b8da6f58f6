import type { Result } from "../../../model/result.ts";
import { type Chart, lineColor, points } from "./chart.ts";
import { faultBands, grid, timeAxis } from "./frame.ts";
import { latencyAxis } from "./log-axis.ts";

/** Median and 99th percentile of every load's latency on a logarithmic axis. */
export function latencyChart({ series }: Result): Chart | undefined {
  const entries = Object.entries(series.loads);
  const values = entries.flatMap(([, load]) => [...load.p50, ...load.p99]);
  if (!values.some((value) => value !== null && value > 0)) return undefined;
  return {
    id: "latencies",
    title: "Latency of the loads",
    caption: "Per second, logarithmic, from the intended start of each operation.",
    legend: entries.flatMap(([name], index) => [
      { label: `${name} p99`, color: lineColor(index), look: "line" as const },
      { label: `${name} p50`, color: lineColor(index), look: "thin" as const },
    ]),
    heightPx: 220,
    option: (frame) => ({
      grid: grid(frame),
      xAxis: timeAxis(frame, { labels: true }),
      yAxis: latencyAxis(frame, values),
      series: entries.flatMap(([, load], index) => [
        {
          type: "line",
          silent: true,
          showSymbol: false,
          lineStyle: { color: lineColor(index), width: 2 },
          data: points(load.p99.map(positive), series.bucketMs),
          ...(index === 0 ? faultBands(frame) : {}),
        },
        {
          type: "line",
          silent: true,
          showSymbol: false,
          lineStyle: { color: lineColor(index), width: 1, opacity: 0.65 },
          data: points(load.p50.map(positive), series.bucketMs),
        },
      ]),
    }),
  };
}

/** A logarithmic axis has no zero: what was too fast to measure is a tenth of a millisecond. */
const positive = (value: number | null): number | null => (value === null ? null : Math.max(value, 0.1));
