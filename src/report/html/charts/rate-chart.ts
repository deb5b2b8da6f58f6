import type { Result } from "../../../model/result.ts";
import { formatRate } from "../../format.ts";
import { type Chart, lineColor, points } from "./chart.ts";
import { faultBands, grid, timeAxis, valueAxis } from "./frame.ts";

/** Offered rate (dashed) and achieved rate of every load. */
export function rateChart({ series, loads }: Result): Chart | undefined {
  const entries = Object.entries(series.loads);
  if (entries.length === 0) return undefined;
  const sentences = loads.map(
    (load) => `${load.name} ${formatRate(load.achievedPerSecond)} of ${formatRate(load.offeredPerSecond)}`,
  );
  return {
    id: "rates",
    title: "Offered and achieved rate",
    caption: `Operations a second${sentences.length === 0 ? "" : `; over the run: ${sentences.join(", ")}`}.`,
    legend: entries.flatMap(([name], index) => [
      { label: `${name} achieved`, color: lineColor(index), look: "line" as const },
      { label: `${name} offered`, color: lineColor(index), look: "dashed" as const },
    ]),
    heightPx: 200,
    option: (frame) => ({
      grid: grid(frame),
      xAxis: timeAxis(frame, { labels: true }),
      yAxis: valueAxis(frame),
      series: entries.flatMap(([, load], index) => [
        {
          type: "line",
          silent: true,
          showSymbol: false,
          step: "middle",
          lineStyle: { color: lineColor(index), width: 1.25, type: "dashed", opacity: 0.8 },
          data: points(load.offered, series.bucketMs),
          ...(index === 0 ? faultBands(frame) : {}),
        },
        {
          type: "line",
          silent: true,
          showSymbol: false,
          step: "middle",
          lineStyle: { color: lineColor(index), width: 2 },
          data: points(load.achieved, series.bucketMs),
        },
      ]),
    }),
  };
}
