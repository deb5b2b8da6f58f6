// Quantiles as weighted means of all order statistics: Harrell and Davis, "A new distribution-free quantile estimator",
// Biometrika 69 (1982). Smoother than a single order statistic, at the price that every value has a say.

import { assert } from "../../base/assert.ts";
import { incompleteBeta } from "./incomplete-beta.ts";
import { compareNumbers } from "./midranks.ts";

export interface QuantileEstimate {
  readonly value: number;
  /** False within three values of either end, where a single outlier moves the estimate as far as it likes. */
  readonly supported: boolean;
}

/** The Harrell-Davis estimate of one quantile, with `share` strictly between 0 and 1. */
export function harrellDavis(values: readonly number[], share: number): QuantileEstimate {
  assert(values.every(Number.isFinite), "a weighted mean of order statistics needs finite values");
  const sorted = [...values].sort(compareNumbers);
  return {
    value: weightedSum(sorted, harrellDavisWeights(values.length, share)),
    supported: share >= 3 / values.length && share <= 1 - 3 / values.length,
  };
}

/** The weights of `size` values in ascending order: Beta((n + 1) q, (n + 1)(1 - q)) cut into n equal parts. */
export function harrellDavisWeights(size: number, share: number): Float64Array {
  assert(size > 0, "a quantile needs values");
  assert(share > 0 && share < 1, `a quantile of ${share} is not strictly between 0 and 1`);
  const shape = { a: (size + 1) * share, b: (size + 1) * (1 - share) };
  const weights = new Float64Array(size);
  let below = 0;
  for (let rank = 1; rank <= size; rank++) {
    const upTo = incompleteBeta({ x: rank / size, ...shape });
    weights[rank - 1] = upTo - below;
    below = upTo;
  }
  return weights;
}

/** The estimate from sorted values, for callers that use the same weights many times. */
export function weightedSum(sorted: ArrayLike<number>, weights: Float64Array): number {
  assert(sorted.length === weights.length, `${weights.length} weights for ${sorted.length} values`);
  return weights.reduce((sum, weight, rank) => sum + weight * (sorted[rank] ?? 0), 0);
}
