// What a comparison can show is settled before it runs: with few runs even the clearest result has a p value above the
// level, and such a comparison must be refused instead of passing everything.

import { assert } from "../../base/assert.ts";

export interface RunCounts {
  readonly reference: number;
  readonly candidate: number;
}

/** The metrics that are tested together, and the chance of a false alarm in the whole family. */
export interface Family {
  readonly alpha: number;
  readonly metrics: number;
}

/** Smallest one-sided p the exact rank test can give: 1 of C(reference + candidate, candidate) orders. Ties raise it. */
export function smallestP({ reference, candidate }: RunCounts): number {
  for (const count of [reference, candidate])
    assert(Number.isInteger(count) && count >= 0, `no number of runs: ${count}`);
  let p = 1;
  for (let run = 1; run <= candidate; run++) p *= run / (reference + run);
  return p;
}

/** Whether any metric can be found worse: Holm's first step holds the smallest p against alpha / metrics. */
export function canReject({ alpha, metrics, ...runs }: RunCounts & Family): boolean {
  assert(alpha > 0 && alpha < 1, `alpha lies between 0 and 1, got ${alpha}`);
  assert(Number.isInteger(metrics) && metrics >= 1, `a family has at least one metric, got ${metrics}`);
  return smallestP(runs) <= alpha / metrics;
}

/** The smallest number of pairs with which any metric can be found worse. */
export function pairsNeeded(family: Family): number {
  let pairs = 1;
  while (!canReject({ reference: pairs, candidate: pairs, ...family })) pairs += 1;
  return pairs;
}
