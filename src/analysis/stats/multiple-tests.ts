// Several metrics are tested at once: p values are adjusted so that one chance finding does not fail a build.

import { assert } from "../../base/assert.ts";

/**
 * Holm's step-down adjustment: the chance of any false alarm in the family stays at the level an adjusted p value is
 * held against. Holm, "A simple sequentially rejective multiple test procedure" (1979).
 */
export function adjustHolm(pValues: readonly number[]): number[] {
  let largest = 0;
  return adjustInOrder(ascendingOrder(pValues), (p, index) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - index) * p));
    return largest;
  });
}

/**
 * Benjamini and Hochberg's step-up adjustment: the expected share of false alarms among the findings stays at the level.
 * "Controlling the false discovery rate" (1995).
 */
export function adjustBenjaminiHochberg(pValues: readonly number[]): number[] {
  let smallest = 1;
  return adjustInOrder(ascendingOrder(pValues).reverse(), (p, index) => {
    smallest = Math.min(smallest, (pValues.length / (pValues.length - index)) * p);
    return smallest;
  });
}

interface Placed {
  readonly p: number;
  readonly place: number;
}

function ascendingOrder(pValues: readonly number[]): Placed[] {
  for (const p of pValues) assert(p >= 0 && p <= 1, `a p value lies between 0 and 1, got ${p}`);
  return pValues.map((p, place) => ({ p, place })).sort((a, b) => a.p - b.p);
}

/** Adjusts in the order given and puts each result back into its place. */
function adjustInOrder(order: readonly Placed[], adjust: (p: number, index: number) => number): number[] {
  const adjusted = new Array<number>(order.length);
  for (const [index, { p, place }] of order.entries()) adjusted[place] = adjust(p, index);
  return adjusted;
}
