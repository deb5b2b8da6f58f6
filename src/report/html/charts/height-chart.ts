import type { Result } from "../../../model/result.ts";
import { formatCount, formatNumberOf } from "../../format.ts";
import { type Chart, lineColor, points } from "./chart.ts";
import { faultBands, grid, timeAxis, valueAxis } from "./frame.ts";

/** Block height of every node: a flat line is a chain that stands still, a gap is a node that does not answer. */
export function heightChart({ series }: Result): Chart | undefined {
  const nodes = Object.entries(series.heights);
  const seen = nodes.flatMap(([, heights]) => heights.filter((height) => height !== null));
  if (seen.length === 0) return undefined;
  const first = seen.reduce((low, height) => Math.min(low, height));
  const last = seen.reduce((high, height) => Math.max(high, height));
  return {
    id: "heights",
    title: "Block height per node",
    caption: `${formatNumberOf(nodes.length, "node")}, from block ${formatCount(first)} to ${formatCount(last)}. A flat line is a chain that stands still; a gap is a node that does not answer. Nodes in step lie on one line.`,
    legend: nodes.map(([node], index) => ({ label: node, color: lineColor(index), look: "line" })),
    heightPx: 230,
    option: (frame) => ({
      grid: grid(frame),
      xAxis: timeAxis(frame, { labels: true }),
      yAxis: valueAxis(frame, { min: null, scale: true, minInterval: 1 }),
      series: nodes.map(([, heights], index) => ({
        type: "line",
        silent: true,
        showSymbol: false,
        lineStyle: { color: lineColor(index), width: 1.75 },
        data: points(heights, series.bucketMs),
        ...(index === 0 ? faultBands(frame) : {}),
      })),
    }),
  };
}
