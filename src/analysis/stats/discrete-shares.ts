// Discrete distributions from the ratios of neighbours: no factorials, hence no overflow and no lost digits.

import { assert } from "../../base/assert.ts";

/**
 * The share of every value from 0 on, given how many times more likely each is than the one before. Starts at a likely
 * value, so that what underflows to 0 is what does not matter.
 */
export function sharesFromRatios(options: {
  readonly size: number;
  /** A value near the most likely one. */
  readonly start: number;
  /** Share of `value` over the share of `value - 1`. */
  readonly ratio: (value: number) => number;
}): Float64Array {
  const { size, start, ratio } = options;
  assert(start >= 0 && start < size, `a distribution of ${size} values cannot start at ${start}`);
  const shares = new Float64Array(size);
  shares[start] = 1;
  for (let value = start + 1; value < size; value++) shares[value] = (shares[value - 1] ?? 0) * ratio(value);
  for (let value = start; value > 0; value--) shares[value - 1] = (shares[value] ?? 0) / ratio(value);
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/** P(B = k) for k successes of `count` trials, 0 < probability < 1. */
export function binomialShares({ count, probability }: { count: number; probability: number }): Float64Array {
  assert(probability > 0 && probability < 1, `a binomial share needs a probability inside 0 to 1, got ${probability}`);
  const odds = probability / (1 - probability);
  return sharesFromRatios({
    size: count + 1,
    start: Math.min(count, Math.floor((count + 1) * probability)),
    ratio: (k) => ((count - k + 1) / k) * odds,
  });
}
