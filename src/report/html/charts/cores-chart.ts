import type { Result } from "../../../model/result.ts";
import { type Chart, points } from "./chart.ts";
import { faultBands, grid, timeAxis, valueAxis } from "./frame.ts";

/** Cores kept busy on the machine: whether the machine itself was the limit. */
export function coresChart({ series }: Result): Chart | undefined {
  const busy = series.coresBusy.filter((value) => value !== null);
  if (busy.length === 0) return undefined;
  const most = busy.reduce((high, value) => Math.max(high, value));
  return {
    id: "cores",
    title: "Cores busy",
    caption: `All processes of the machine; at most ${most.toFixed(1)} cores.`,
    legend: [],
    heightPx: 150,
    option: (frame) => ({
      grid: grid(frame),
      xAxis: timeAxis(frame, { labels: true }),
      yAxis: valueAxis(frame, { splitNumber: 2 }),
      series: [
        {
          type: "line",
          silent: true,
          showSymbol: false,
          lineStyle: { color: "var(--line-7)", width: 1.75 },
          areaStyle: { color: "var(--line-7)", opacity: 0.1 },
          data: points(series.coresBusy, series.bucketMs),
          // Sampled more seldom than the buckets are long: without this no two points would be neighbours.
          connectNulls: true,
          ...faultBands(frame),
        },
      ],
    }),
  };
}
