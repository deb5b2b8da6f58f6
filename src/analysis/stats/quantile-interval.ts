// Intervals of quantiles between two order statistics. They hold for any distribution, but only for independent values:
// across runs, not across the requests of one run. Hahn & Meeker, "Statistical Intervals" (1991), section 5.2.

import { assert } from "../../base/assert.ts";
import { binomialShares } from "./discrete-shares.ts";
import { compareNumbers } from "./midranks.ts";

export interface OrderInterval {
  /** Ranks from 1; 0 and count + 1 lie beyond the sample and stand for minus and plus infinity. */
  readonly low: number;
  readonly high: number;
  readonly achieved: number;
}

export interface ValueInterval {
  readonly low: number;
  readonly high: number;
  readonly achieved: number;
}

interface QuantileAtLevel {
  readonly quantile: number;
  readonly confidence: number;
}

/** Room for rounding where a level is met exactly. */
const rounding = 1e-12;

/**
 * The narrowest pair of ranks that holds the quantile with the confidence: P(low <= B < high) for B values below the
 * quantile. Of two equally narrow ones the more confident, then the lower.
 */
export function quantileOrders({ count, quantile, confidence }: QuantileAtLevel & { count: number }): OrderInterval {
  assertLevel(confidence);
  const shares = binomialShares({ count, probability: quantile });
  let best: OrderInterval = { low: 0, high: count + 1, achieved: 1 };
  let high = 0;
  let held = 0;
  for (let low = 0; low <= count; low++) {
    // The sum over low <= B < high, with high moved only as far as the confidence asks.
    for (; high <= count && held < confidence - rounding; high++) held += shares[high] ?? 0;
    if (held < confidence - rounding) break;
    const narrower = high - low - (best.high - best.low);
    if (narrower < 0 || (narrower === 0 && held > best.achieved + rounding)) best = { low, high, achieved: held };
    held -= shares[low] ?? 0;
  }
  return best;
}

/** The same in values; an end that lies beyond the sample is infinite. */
export function quantileInterval(options: QuantileAtLevel & { readonly values: readonly number[] }): ValueInterval {
  const { values, quantile, confidence } = options;
  return valuesAt(values, quantileOrders({ count: values.length, quantile, confidence }));
}

/** The interval of the median, with as many values cut off below as above, so that neither direction is favoured. */
export function medianInterval({
  values,
  confidence,
}: {
  readonly values: readonly number[];
  readonly confidence: number;
}): ValueInterval {
  assertLevel(confidence);
  const shares = binomialShares({ count: values.length, probability: 0.5 });
  let low = 0;
  let outside = 0;
  for (const share of shares) {
    if (2 * (outside + share) > 1 - confidence + rounding) break;
    outside += share;
    low += 1;
  }
  return valuesAt(values, { low, high: values.length + 1 - low, achieved: 1 - 2 * outside });
}

function valuesAt(values: readonly number[], { low, high, achieved }: OrderInterval): ValueInterval {
  for (const value of values) assert(!Number.isNaN(value), "an interval needs numbers, got NaN");
  const sorted = values.toSorted(compareNumbers);
  return {
    low: sorted[low - 1] ?? Number.NEGATIVE_INFINITY,
    high: sorted[high - 1] ?? Number.POSITIVE_INFINITY,
    achieved,
  };
}

function assertLevel(confidence: number): void {
  assert(confidence > 0 && confidence < 1, `a confidence lies between 0 and 1, got ${confidence}`);
}
