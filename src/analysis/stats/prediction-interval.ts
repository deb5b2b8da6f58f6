import { assert } from "../../base/assert.ts";
import { studentTQuantile } from "./student-t.ts";

export interface Summary {
  readonly count: number;
  readonly mean: number;
  /** Of the sample: divided by count - 1. */
  readonly deviation: number;
}

export interface Limits {
  readonly low: number;
  readonly high: number;
}

/**
 * Where the next value of a normal series should lie, as mean ± t · deviation · sqrt(1 + 1/count). Each limit is passed
 * with probability 1 - boundary. Hahn & Meeker, "Statistical Intervals" (1991), section 4.7; Bencher's t-test thresholds.
 */
export function predictionLimits({
  count,
  mean,
  deviation,
  boundary,
}: Summary & { readonly boundary: number }): Limits {
  assert(count >= 2, `a prediction needs at least two values, got ${count}`);
  assert(boundary >= 0.5 && boundary < 1, `a boundary lies between one half and 1, got ${boundary}`);
  const t = studentTQuantile({ share: boundary, degrees: count - 1 });
  const reach = t * deviation * Math.sqrt(1 + 1 / count);
  return { low: mean - reach, high: mean + reach };
}

/** The interval that holds the next value of the series with the confidence, two-sided. */
export function predictionInterval(options: {
  readonly values: readonly number[];
  readonly confidence: number;
}): Limits {
  return predictionLimits({ ...summarizeValues(options.values), boundary: (1 + options.confidence) / 2 });
}

/** Count, mean and sample deviation of finite values. */
export function summarizeValues(values: readonly number[]): Summary {
  for (const value of values) assert(Number.isFinite(value), `a mean needs finite values, got ${value}`);
  const count = values.length;
  assert(count >= 2, `a deviation needs at least two values, got ${count}`);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, deviation: Math.sqrt(squares / (count - 1)) };
}
