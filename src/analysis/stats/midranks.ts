import { assert } from "../../base/assert.ts";

/** Orders numbers; unlike a difference it also orders infinities, which tie with each other. */
export const compareNumbers = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whole numbers, so that sums of ranks can index an array: twice the midrank. */
export interface DoubledMidranks {
  /** In the order of the values given. */
  readonly ranks: readonly number[];
  /** How many values share each distinct value, in ascending order of the values. */
  readonly tieSizes: readonly number[];
}

/** Ranks from 1 in ascending order, doubled; equal values (also infinite ones) share the mean of their ranks. */
export function doubledMidranks(values: readonly number[]): DoubledMidranks {
  for (const value of values) assert(!Number.isNaN(value), "something that is not a number cannot be ranked");
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => compareNumbers(a.value, b.value));
  const ranks = new Array<number>(values.length).fill(0);
  const tieSizes: number[] = [];
  for (let first = 0, after = 0; first < order.length; first = after) {
    while (after < order.length && order[after]?.value === order[first]?.value) after += 1;
    // The ranks of a group run from first + 1 to after; twice their mean is the sum of the two.
    for (const { index } of order.slice(first, after)) ranks[index] = first + 1 + after;
    tieSizes.push(after - first);
  }
  return { ranks, tieSizes };
}
