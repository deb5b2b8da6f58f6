import type { LatencyTable } from "../model/result.ts";
import { summarizeHistogram } from "./latency.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import type { LoadWindow } from "./loads/load-windows.ts";

/** The table of latencies that were counted by window; the whole is their sum, for percentiles cannot be averaged. */
export function tabulateLatencies(
  windows: readonly LoadWindow[],
  histograms: readonly LatencyHistogram[],
): LatencyTable {
  const whole = LatencyHistogram.empty();
  let steady = LatencyHistogram.empty();
  const rows = windows.flatMap(({ window, fromMs, toMs }, index) => {
    const histogram = histograms[index] ?? LatencyHistogram.empty();
    whole.merge(histogram);
    if (window === "steady") steady = histogram;
    // Before the steady stretch and after the load there is mostly nothing; a fault that shows nothing is worth a row.
    const isOutside = window === "before" || window === "after";
    return isOutside && histogram.count === 0 ? [] : [{ window, fromMs, toMs, latency: summarizeHistogram(histogram) }];
  });
  return {
    whole: summarizeHistogram(whole),
    steady: summarizeHistogram(steady),
    windows: rows,
    histogram: steady.count === 0 ? null : steady.encode(),
  };
}
