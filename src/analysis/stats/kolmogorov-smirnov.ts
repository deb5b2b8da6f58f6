// The two-sample test of Kolmogorov and Smirnov. `distance` is the effect to show; p wants independent values, and with
// the requests of a run in place of runs it calls every difference significant.

import { assert } from "../../base/assert.ts";
import { compareNumbers } from "./midranks.ts";
import { stepsBetween, type Weighted } from "./wasserstein.ts";

export interface KolmogorovSmirnov {
  /** D: the largest vertical distance between the two empirical distribution functions. */
  readonly distance: number;
  /** Two-sided, as if no values were tied; with ties it is larger than it need be. */
  readonly p: number;
  readonly method: "exact" | "asymptotic";
}

/** Steps of the exact recursion that take well under a second. */
const exactStepsMax = 10_000_000;

/** Compares two samples; infinite values rank last and tie with each other. */
export function kolmogorovSmirnov(left: readonly number[], right: readonly number[]): KolmogorovSmirnov {
  assert(left.length > 0 && right.length > 0, "a comparison needs values on both sides");
  for (const value of [...left, ...right]) assert(!Number.isNaN(value), "something that is not a number has no rank");
  const sizes = { n: left.length, m: right.length };
  const steps = largestDistance(left.toSorted(compareNumbers), right.toSorted(compareNumbers));
  const distance = steps / (sizes.n * sizes.m);
  if (sizes.n * sizes.m <= exactStepsMax) return { distance, p: exactP(steps, sizes), method: "exact" };
  return { distance, p: asymptoticP(distance, sizes), method: "asymptotic" };
}

/** D of two distributions that are given by how often each value occurs, a histogram's buckets for one. */
export function largestGap(left: Weighted, right: Weighted): number {
  const steps = stepsBetween(left, right);
  let [largest, gap] = [0, 0];
  for (const [index, { value, step }] of steps.entries()) {
    gap += step;
    if (steps[index + 1]?.value !== value) largest = Math.max(largest, Math.abs(gap));
  }
  return largest;
}

/** D in units of 1/(n m), where it is a whole number and can be compared without rounding. */
function largestDistance(left: readonly number[], right: readonly number[]): number {
  let largest = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const value = Math.min(left[i] ?? 0, right[j] ?? 0);
    while (i < left.length && left[i] === value) i += 1;
    while (j < right.length && right[j] === value) j += 1;
    largest = Math.max(largest, Math.abs(i * right.length - j * left.length));
  }
  return largest;
}

/**
 * Every order of the pooled values is a path from (0, 0) to (n, m). The share of paths that came this far from the
 * diagonal is followed point by point, without the cancellation of counting those that did not: T. Viehmann,
 * "Numerically more stable computation of the p-values for the two-sample Kolmogorov-Smirnov test" (arXiv 2102.08037).
 */
function exactP(steps: number, { n, m }: { n: number; m: number }): number {
  const reached = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      if (Math.abs(i * m - j * n) >= steps) reached[j] = 1;
      else if (i + j > 0) reached[j] = (i * (reached[j] ?? 0) + j * (reached[j - 1] ?? 0)) / (i + j);
    }
  }
  return reached[m] ?? 1;
}

/** Kolmogorov's limiting distribution: Smirnov, "Table for estimating the goodness of fit", Ann. Math. Stat. 19 (1948). */
function asymptoticP(distance: number, { n, m }: { n: number; m: number }): number {
  const scaled = distance * Math.sqrt((n * m) / (n + m));
  // The alternating series converges slowly near 0, where p is 1 to ten digits.
  if (scaled < 0.3) return 1;
  let sum = 0;
  for (let term = 1; term <= 20; term++) sum += (term % 2 === 1 ? 2 : -2) * Math.exp(-2 * (term * scaled) ** 2);
  return Math.min(1, Math.max(0, sum));
}
