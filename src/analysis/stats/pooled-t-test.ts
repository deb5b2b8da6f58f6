import { assert } from "../../base/assert.ts";
import { studentTUpperTail } from "./student-t.ts";

export interface PooledTTest {
  readonly left: readonly number[];
  readonly right: readonly number[];
  /**
   * What the squares are divided by. `n-1` is the textbook's estimate; `n` is what Apache Otava passes
   * (https://github.com/apache/otava, otava/analysis.py): its p is too small, the more so the shorter the segments.
   */
  readonly varianceDivisor: "n" | "n-1";
}

/** Two-sided p of Student's t-test for equal means under a common variance; 1 when there are only two values. */
export function pooledTTest({ left, right, varianceDivisor }: PooledTTest): number {
  assert(left.length > 0 && right.length > 0, "a t-test needs values on both sides");
  const degrees = left.length + right.length - 2;
  const shift = Math.abs(meanOf(left) - meanOf(right));
  if (degrees === 0 || shift === 0) return 1;
  const variance = (weightedVariance(left, varianceDivisor) + weightedVariance(right, varianceDivisor)) / degrees;
  // Without any spread the statistic is infinite and p is 0.
  const t = shift / Math.sqrt(variance * (1 / left.length + 1 / right.length));
  return Math.min(1, 2 * studentTUpperTail({ t, degrees }));
}

export function meanOf(values: readonly number[]): number {
  assert(values.length > 0, "a mean needs values");
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** (n - 1) times the variance, as it enters the pooled one. */
function weightedVariance(values: readonly number[], divisor: "n" | "n-1"): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return divisor === "n-1" ? squares : (squares * (values.length - 1)) / values.length;
}
