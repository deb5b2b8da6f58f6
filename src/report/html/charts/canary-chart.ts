import type { Result } from "../../../model/result.ts";
import { formatCount, formatMs } from "../../format.ts";
import { type Chart, points } from "./chart.ts";
import { faultBands, grid, timeAxis } from "./frame.ts";
import { latencyAxis } from "./log-axis.ts";

/** Inclusion latency of the canary transactions; a cross is one that was given up. */
export function canaryChart({ series, canary }: Result): Chart | undefined {
  if (!series.canary.some((value) => value !== null)) return undefined;
  const included = series.canary.map((value) => (value === null || value < 0 ? null : Math.max(value, 0.1)));
  const lost = series.canary.flatMap((value, index) => (value === -1 ? [(index + 0.5) * series.bucketMs] : []));
  const { p50, p99 } = canary.latency;
  return {
    id: "canary",
    title: "Canary: time until a transaction is in a block",
    caption: `${formatCount(canary.included)} of ${formatCount(canary.sent)} were included, p50 ${formatMs(p50)}, p99 ${formatMs(p99)}; ${formatCount(canary.bad)} were late or lost. Logarithmic.`,
    legend: [
      { label: "included", color: "var(--line-3)", look: "line" },
      ...(lost.length === 0 ? [] : [{ label: "given up", color: "var(--fail)", look: "cross" as const }]),
    ],
    heightPx: 200,
    option: (frame) => {
      // Only lost canaries: any axis will do, and the crosses are at its top.
      const axis = latencyAxis(frame, included) ?? latencyAxis(frame, [1000]) ?? {};
      return {
        grid: grid(frame),
        xAxis: timeAxis(frame, { labels: true }),
        yAxis: axis,
        series: [
          {
            type: "line",
            silent: true,
            showSymbol: false,
            lineStyle: { color: "var(--line-3)", width: 2 },
            areaStyle: { color: "var(--line-3)", opacity: 0.08 },
            data: points(included, series.bucketMs),
            ...faultBands(frame),
          },
          {
            type: "scatter",
            silent: true,
            symbol: "path://M0 2L2 0L5 3L8 0L10 2L7 5L10 8L8 10L5 7L2 10L0 8L3 5Z",
            symbolSize: 8,
            itemStyle: { color: "var(--fail)" },
            // A little below the top, clear of the frame.
            data: lost.map((atMs) => [atMs, Number(axis["max"]) * 0.7]),
          },
        ],
      };
    },
  };
}
