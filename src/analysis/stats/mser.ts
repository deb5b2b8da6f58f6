import { assert, present } from "../../base/assert.ts";

export interface Truncation {
  /** How many values at the beginning belong to the warm-up. */
  readonly truncate: number;
  /** Variance of the mean of what is left, up to a constant: what was minimised. */
  readonly statistic: number;
  /** False when the search ended at its limit, half of the series: it was still settling there. */
  readonly steady: boolean;
}

/**
 * Where the warm-up ends: MSER-5, the truncation that makes the mean of the rest most certain, on means of five. White,
 * "An effective truncation heuristic for bias reduction in simulation output", Simulation 69 (1997); Hoad, Robinson and
 * Davies (WSC 2011) found it the best to automate. Values behind the last full batch take no part.
 */
export function findTruncation(values: readonly number[], batchSize = 5): Truncation {
  assert(Number.isInteger(batchSize) && batchSize > 0, `a batch of ${batchSize} values`);
  assert(values.every(Number.isFinite), "a series with a steady state is of finite numbers");
  const batches = batchMeans(values, batchSize);
  const limit = Math.floor(batches.length / 2);
  // From the back, so that each truncation adds one batch to the mean and the squares of the one before (Welford).
  let mean = 0;
  let squares = 0;
  let best = { truncate: limit, statistic: Number.POSITIVE_INFINITY };
  for (let first = batches.length - 1; first >= 0; first--) {
    const kept = batches.length - first;
    const batch = present(batches[first], "a batch inside the series");
    const shift = batch - mean;
    mean += shift / kept;
    squares += shift * (batch - mean);
    const statistic = squares / kept ** 2;
    if (first <= limit && statistic <= best.statistic) best = { truncate: first, statistic };
  }
  return { truncate: best.truncate * batchSize, statistic: best.statistic, steady: best.truncate < limit };
}

function batchMeans(values: readonly number[], size: number): number[] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, batch) => {
    const members = values.slice(batch * size, (batch + 1) * size);
    return members.reduce((sum, value) => sum + value, 0) / size;
  });
}
