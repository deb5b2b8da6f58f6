// Latency percentiles over an HDR histogram: three significant digits, recorded in whole microseconds.
// A percentile is given only where the sample supports it at 95 %: n >= ln(.05) / ln(q).

import type { LatencySummary } from "../model/result.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { sampleSizeFor } from "./stats/success-bounds.ts";

export { sampleSizeFor };

/** The percentiles of a histogram that its sample supports. */
export function summarizeHistogram(histogram: LatencyHistogram): LatencySummary {
  const { count } = histogram;
  const at = (quantile: number) => (count < sampleSizeFor(quantile) ? null : (histogram.quantileMs(quantile) ?? null));
  return {
    count,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    p999: at(0.999),
    max: histogram.maxMs ?? null,
  };
}

/** Summarises latencies in ms. Clocks that disagree by a little can make one negative: it counts as 0. */
export function summarizeLatencies(latenciesMs: Iterable<number>): LatencySummary {
  const histogram = LatencyHistogram.empty();
  for (const latencyMs of latenciesMs) histogram.record(latencyMs);
  return summarizeHistogram(histogram);
}
