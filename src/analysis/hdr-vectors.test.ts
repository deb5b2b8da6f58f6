// Vectors of HdrHistogram's own HistogramDataAccessTest
// (https://github.com/HdrHistogram/HdrHistogram/blob/master/src/test/java/org/HdrHistogram/HistogramDataAccessTest.java):
// 10 000 answers of 1 ms, then one of 100 s during which a client that waits sends nothing.

import { describe, expect, it } from "vitest";
import { present } from "../base/assert.ts";
import { LatencyHistogram } from "./latency-histogram.ts";

const quantileUs = (histogram: LatencyHistogram, share: number) =>
  Math.round(present(histogram.quantileMs(share), "a quantile of a filled histogram") * 1000);
const meanUs = (histogram: LatencyHistogram) => present(histogram.meanMs, "a mean of a filled histogram") * 1000;

describe("the stall that a waiting client does not see", () => {
  const raw = LatencyHistogram.empty();
  const corrected = LatencyHistogram.empty();
  for (let sample = 0; sample < 10_000; sample++) {
    raw.record(1);
    corrected.recordCorrected(1, 10);
  }
  raw.record(100_000);
  corrected.recordCorrected(100_000, 10);

  it("leaves no trace below p99.99 when counted as it was seen", () => {
    expect(raw.count).toBe(10_001);
    expect(quantileUs(raw, 0.9999)).toBe(1000);
    expect(quantileUs(raw, 0.99999)).toBe(100_000_000);
    expect(meanUs(raw)).toBeCloseTo(10_996.4, 1);
  });

  it("is half of all samples when corrected", () => {
    expect(corrected.count).toBe(20_000);
    expect(quantileUs(corrected, 0.5)).toBe(1000);
    expect(quantileUs(corrected, 0.75)).toBe(50_003_967);
    expect(quantileUs(corrected, 0.9)).toBe(80_019_455);
    expect(quantileUs(corrected, 0.99)).toBe(98_041_855);
    expect(Math.abs(meanUs(corrected) - 25_003_007)).toBeLessThan(500);
  });

  it("ends at the edge of the last bucket once it was stored", () => {
    expect(quantileUs(corrected, 1)).toBe(100_000_000);
    expect(quantileUs(LatencyHistogram.decode(corrected.encode()), 1)).toBe(100_007_935);
  });
});

describe("small vectors", () => {
  it("adds one sample for each further interval a latency spans", () => {
    const histogram = LatencyHistogram.empty();
    histogram.recordCorrected(0.207, 0.1);
    expect([histogram.count, histogram.minMs, histogram.maxMs]).toEqual([2, 0.107, 0.207]);
  });

  it("has the mean of its values", () => {
    const histogram = LatencyHistogram.empty();
    for (const us of [25, 50, 75]) histogram.record(us / 1000);
    expect(meanUs(histogram)).toBeCloseTo(50, 9);
    const squares = [...histogram.buckets()].map(({ upToMs, count }) => count * (upToMs * 1000 - 50) ** 2);
    expect(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / histogram.count)).toBeCloseTo(20.4124, 4);
  });

  it("has the mean of both parts when merged", () => {
    const left = LatencyHistogram.empty();
    const right = LatencyHistogram.empty();
    left.record(0.042);
    right.record(0.158);
    left.merge(right);
    expect(meanUs(left)).toBeCloseTo(100, 9);
  });

  it("has the quantiles of the whole when merged from two ranges", () => {
    const left = LatencyHistogram.empty();
    const right = LatencyHistogram.empty();
    for (let us = 1; us <= 1000; us++) left.record(us / 1000);
    for (let us = 1001; us <= 3000; us++) right.record(us / 1000);
    left.merge(right);
    expect([left.count, quantileUs(left, 0.5), quantileUs(left, 0.99)]).toEqual([3000, 1500, 2971]);
  });
});
