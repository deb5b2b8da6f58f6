import { assert } from "../../base/assert.ts";

/** A distribution as values with how often each occurs, in any order; a histogram's buckets, for one. */
export type Weighted = readonly (readonly [value: number, count: number])[];

/** Each value once. */
export const eachOnce = (values: readonly number[]): Weighted => values.map((value) => [value, 1]);

/**
 * 1-Wasserstein distance: the area between the two distribution functions, in the unit of the values. Villani, "Topics
 * in Optimal Transportation" (2003), section 2.2: in one dimension it needs no transport plan.
 */
export function wasserstein(left: Weighted, right: Weighted): number {
  const steps = stepsBetween(left, right);
  let area = 0;
  let gap = 0;
  let previous = steps[0]?.value ?? 0;
  for (const { value, step } of steps) {
    area += Math.abs(gap) * (value - previous);
    gap += step;
    previous = value;
  }
  return area;
}

/** Where the difference of the two distribution functions, left less right, changes and by how much, in order. */
export function stepsBetween(left: Weighted, right: Weighted): { readonly value: number; readonly step: number }[] {
  const [ofLeft, ofRight] = [totalOf(left), totalOf(right)];
  return [
    ...left.map(([value, count]) => ({ value, step: count / ofLeft })),
    ...right.map(([value, count]) => ({ value, step: -count / ofRight })),
  ].sort((a, b) => a.value - b.value);
}

export function weightedMean(values: Weighted): number {
  const total = totalOf(values);
  return values.reduce((sum, [value, count]) => sum + value * (count / total), 0);
}

function totalOf(values: Weighted): number {
  let total = 0;
  for (const [value, count] of values) {
    assert(Number.isFinite(value) && count >= 0, `${value} cannot occur ${count} times`);
    total += count;
  }
  assert(total > 0, "a distribution needs values");
  return total;
}
