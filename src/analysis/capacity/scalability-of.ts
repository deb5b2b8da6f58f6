// Throughput against concurrency: by Little's law (L = lambda W) the operations on their way are the throughput times the
// time that each takes. The offered rate is not what takes part, so it is never the axis.

import type { Capacity, Trial } from "../../model/capacity.ts";
import { fitScalability } from "../stats/usl.ts";

/** Fewer different points than this say nothing about a curve with three unknowns. */
const pointsMin = 5;

/** Of all trials that were measured, failed ones included. */
export function scalabilityOf(trials: readonly Trial[]): Capacity["scalability"] {
  const points = trials.flatMap(({ measured }) => {
    if (measured === null || measured.p50Ms === null) return [];
    const throughput = measured.includedPerSecond ?? measured.achievedPerSecond;
    const load = (throughput * measured.p50Ms) / 1000;
    return load > 0 ? [{ load, throughput }] : [];
  });
  if (points.length < pointsMin) return null;
  const fit = fitScalability(points);
  if (fit === undefined) return null;
  const { contention, coherency, peak } = fit;
  // A peak beyond what was measured is the model's word alone.
  const seen = peak.kind === "at" && peak.measured ? peak.load : null;
  return { contention: contention.value, coherency: coherency.value, peak: seen };
}
