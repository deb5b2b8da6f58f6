// How much evidence a claim about a quantile needs. "q of all requests are under the bound" is a claim about a share, and
// each request that is over the bound has to be outweighed by more that are not.

import { assert } from "../../base/assert.ts";
import { incompleteBeta } from "./incomplete-beta.ts";

export interface QuantileClaim {
  readonly quantile: number;
  readonly confidence: number;
}

/**
 * Smallest sample in which the quantile's upper bound is finite, n >= ln(1 - confidence) / ln(quantile). At 95 %: 29 for
 * p90, 299 for p99, 2995 for p99.9. A quantile of fewer values is not worth printing.
 */
export function sampleSizeFor(quantile: number, confidence = 0.95): number {
  assertClaim({ quantile, confidence });
  return Math.ceil(Math.log1p(-confidence) / Math.log(quantile));
}

/**
 * How many values under the bound support "the quantile is under the bound" when `overs` are over it: the early stopping
 * rule of MLPerf, https://github.com/mlcommons/inference/blob/master/loadgen/early_stopping.cc.
 */
export function passesNeeded({ overs, ...claim }: QuantileClaim & { readonly overs: number }): number {
  assertClaim(claim);
  assert(Number.isInteger(overs) && overs >= 0, `a number of values over the bound is wanted, got ${overs}`);
  let enough = 1;
  while (!isSupported({ passes: enough, overs, ...claim })) enough *= 2;
  let tooFew = Math.floor(enough / 2);
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (isSupported({ passes: middle, overs, ...claim })) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** Whether the values seen prove that at least a share `quantile` of all values is under the bound. */
export function isSupported(options: QuantileClaim & { readonly passes: number; readonly overs: number }): boolean {
  const { passes, overs, quantile, confidence } = options;
  assertClaim(options);
  // If only that share were under the bound, this few overs would be seen with at most this probability.
  return passes > 0 && incompleteBeta({ x: quantile, a: passes, b: overs + 1 }) <= 1 - confidence;
}

function assertClaim({ quantile, confidence }: QuantileClaim): void {
  assert(quantile > 0 && quantile < 1, `a quantile lies between 0 and 1, got ${quantile}`);
  assert(confidence > 0 && confidence < 1, `a confidence lies between 0 and 1, got ${confidence}`);
}
