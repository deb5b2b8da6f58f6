// The energy statistic of Matteson and James, "A Nonparametric Approach for Multiple Change Point Analysis of
// Multivariate Data" (https://arxiv.org/abs/1306.4933), in one dimension and with exponent 1: how much farther the
// values of two neighbouring segments lie from each other than among themselves.

import { assert } from "../../base/assert.ts";

export interface StrongestSplit {
  /** Position of the first value of the right segment. */
  readonly index: number;
  /** End (exclusive) of the right segment; what follows it took no part. */
  readonly rightEnd: number;
  readonly divergence: number;
}

/**
 * The split with the largest divergence, over every split and every end of the right segment: a change that is undone
 * later in the series shows only when what follows it is left out. Of equal ones the first. Undefined for fewer than
 * two values. Takes time in the square of the length and memory in the length.
 */
export function strongestSplit(values: readonly number[]): StrongestSplit | undefined {
  const series = Float64Array.from(values);
  assert(series.every(Number.isFinite), "a series to be split must be of finite numbers");
  const size = series.length;
  const fromStart = distancesFromStart(series);
  // Sum of distances within [index, end) for every end, while index walks from the back: each step adds one value.
  const within = new Float64Array(size + 1);
  let best: StrongestSplit | undefined;
  for (let index = size - 1; index >= 1; index--) {
    const first = series[index] ?? 0;
    let distances = 0;
    for (let rightEnd = index + 1; rightEnd <= size; rightEnd++) {
      distances += Math.abs(first - (series[rightEnd - 1] ?? 0));
      within[rightEnd] = (within[rightEnd] ?? 0) + distances;
      const divergence = divergenceOf({
        left: index,
        right: rightEnd - index,
        withinLeft: fromStart[index] ?? 0,
        withinRight: within[rightEnd] ?? 0,
        withinBoth: fromStart[rightEnd] ?? 0,
      });
      if (
        best === undefined ||
        divergence > best.divergence ||
        (divergence === best.divergence && index < best.index)
      ) {
        best = { index, rightEnd, divergence };
      }
    }
  }
  return best;
}

/** The divergence of two segments, each of at least one value. */
export function energyDivergence(left: readonly number[], right: readonly number[]): number {
  assert(left.length > 0 && right.length > 0, "a divergence needs values on both sides");
  const both = distancesFromStart(Float64Array.from([...left, ...right]));
  const ofRight = distancesFromStart(Float64Array.from(right));
  return divergenceOf({
    left: left.length,
    right: right.length,
    withinLeft: both[left.length] ?? 0,
    withinRight: ofRight[right.length] ?? 0,
    withinBoth: both[both.length - 1] ?? 0,
  });
}

interface Distances {
  /** Number of values. */
  readonly left: number;
  readonly right: number;
  /** Sums of distances over all pairs. */
  readonly withinLeft: number;
  readonly withinRight: number;
  readonly withinBoth: number;
}

/** A segment of one value has no pairs, and its part is 0. */
function divergenceOf({ left, right, withinLeft, withinRight, withinBoth }: Distances): number {
  const between = withinBoth - withinLeft - withinRight;
  const ofLeft = left > 1 ? (right * withinLeft) / (left - 1) : 0;
  const ofRight = right > 1 ? (left * withinRight) / (right - 1) : 0;
  return (2 * (between - ofLeft - ofRight)) / (left + right);
}

/** Sum of distances over all pairs of the first k values, for k from 0 to the length. */
function distancesFromStart(series: Float64Array): Float64Array {
  const sums = new Float64Array(series.length + 1);
  for (let last = 0; last < series.length; last++) {
    const value = series[last] ?? 0;
    let distances = 0;
    for (let earlier = 0; earlier < last; earlier++) distances += Math.abs(value - (series[earlier] ?? 0));
    sums[last + 1] = (sums[last] ?? 0) + distances;
  }
  return sums;
}
