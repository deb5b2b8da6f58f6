// Whether a load had settled before it was measured. Caches fill and pools grow for a while; numbers from then are of the
// beginning, not of the build.

import type { Series } from "../../model/result.ts";
import { findTruncation } from "../stats/mser.ts";
import type { Span } from "../windows.ts";

/** Seconds that give the search six batches to each side: with fewer it ends at its limit by chance. */
const pointsMin = 60;
/** A warm-up that moved the mean by less is of no consequence, and chance alone finds one now and then. */
const changeMin = 0.05;

/** One sentence for each load whose latency was still moving half way through the steady stretch. */
export function unsteadyLoads({ bucketMs, loads }: Pick<Series, "bucketMs" | "loads">, steady: Span): string[] {
  return Object.entries(loads).flatMap(([name, { p50 }]) => {
    const values = p50
      .slice(Math.ceil(steady.fromMs / bucketMs), Math.floor(steady.toMs / bucketMs))
      .filter((value) => value !== null);
    const change = changeInWarmUp(values);
    if (change === undefined) return [];
    const moved = `its median was ${change > 0 ? "falling" : "rising"}, by ${Math.round(Math.abs(change) * 100)} %`;
    return [`${name} had not settled half way through the steady stretch: ${moved}`];
  });
}

/** By which share the first half lies above the rest, if the search for the end of the warm-up got that far. */
function changeInWarmUp(values: readonly number[]): number | undefined {
  if (values.length < pointsMin) return undefined;
  const { steady, truncate } = findTruncation(values);
  if (steady) return undefined;
  const rest = mean(values.slice(truncate));
  if (rest <= 0) return undefined;
  const change = mean(values.slice(0, truncate)) / rest - 1;
  return Math.abs(change) < changeMin ? undefined : change;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
