import { rtoConfidence } from "../../analysis/baseline/rto-confidence.ts";
import { formatDuration } from "../../base/duration.ts";
import type { Baseline } from "../../model/baseline.ts";

const recoveryMetric = /^rta\.(.+)\.service$/;

/** What the nights together show of a recovery objective, a sentence per fault; empty when no night injected one. */
export function rtoClaims(baseline: Baseline, rtoMs: number): string[] {
  const names = baseline.nights.flatMap((night) =>
    night.metrics.flatMap(({ name }) => recoveryMetric.exec(name)?.[1] ?? []),
  );
  return [...new Set(names)].map((fault) => {
    const { injected, within, shareAtLeast, confidence } = rtoConfidence(baseline, { fault, rtoMs });
    const shown = `at least ${Math.floor(shareAtLeast * 1000) / 10} % of recoveries are, at ${confidence * 100} % confidence`;
    return `${fault}: the service was back within ${formatDuration(rtoMs)} after ${within} of ${injected} injections; ${shown}`;
  });
}
