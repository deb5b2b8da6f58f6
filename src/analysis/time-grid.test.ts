import { describe, expect, it } from "vitest";
import { bucketOf, chooseBuckets } from "./time-grid.ts";

describe("chooseBuckets", () => {
  it.each([
    [0, 1_000, 1],
    [60_000, 1_000, 60],
    [60_001, 1_000, 61],
    [1_200_000, 1_000, 1_200],
    [1_200_001, 2_000, 601],
    [3_600_000, 3_000, 1_200],
  ])("splits %d ms into buckets of %d ms, %d of them", (durationMs, bucketMs, buckets) => {
    expect(chooseBuckets(durationMs)).toEqual({ bucketMs, buckets });
  });
});

describe("bucketOf", () => {
  it("puts what lies outside of the run into the outermost buckets", () => {
    const grid = { bucketMs: 1000, buckets: 3 };
    expect([-5, 0, 999, 1000, 2999, 3000, 1e9].map((atMs) => bucketOf(grid, atMs))).toEqual([0, 0, 0, 1, 2, 2, 2]);
  });
});
