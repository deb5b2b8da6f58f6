// Which percentiles a table shows, and how many samples each needs before it may be told: with 95 % confidence some
// sample lies above the percentile once n >= ln(.05) / ln(q) (order statistics; ARCHITECTURE.md, Measurement).

import type { LatencySummary } from "../model/result.ts";
import { formatCount } from "./format.ts";

export interface Percentile {
  readonly key: "p50" | "p90" | "p95" | "p99" | "p999";
  readonly title: string;
  readonly share: number;
}

export const percentiles: readonly Percentile[] = [
  { key: "p50", title: "p50", share: 0.5 },
  { key: "p90", title: "p90", share: 0.9 },
  { key: "p95", title: "p95", share: 0.95 },
  { key: "p99", title: "p99", share: 0.99 },
  { key: "p999", title: "p99.9", share: 0.999 },
];

const samplesNeeded = ({ share }: Percentile): number => Math.ceil(Math.log(0.05) / Math.log(share));

/** Why a percentile is not there; undefined when it is. */
export function whyNotTold(percentile: Percentile, latency: LatencySummary): string | undefined {
  if (latency[percentile.key] !== null) return undefined;
  const found = latency.count === 0 ? "none" : formatCount(latency.count);
  return `${percentile.title} needs ${formatCount(samplesNeeded(percentile))} samples; there are ${found}`;
}
