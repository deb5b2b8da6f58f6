import { describe, expect, it } from "vitest";
import { rankInterval } from "./rank-interval.ts";

const inf = Number.POSITIVE_INFINITY;
/** A statistic that is 0 to 4, each as likely as the others. */
const atMost = (s: number): number => (s + 1) / 5;
const intervalOf = (values: readonly number[], confidence: number) =>
  rankInterval({ values: Float64Array.from(values), confidence, atMost });

describe("rankInterval", () => {
  it("counts in from both ends as far as the statistic allows", () => {
    expect(intervalOf([5, 1, 4, 2, 3], 0.6)).toMatchObject({
      estimate: 3,
      low: 1,
      high: 5,
      order: 1,
      reachesLevel: true,
    });
    const inner = intervalOf([5, 1, 4, 2, 3], 0.15);
    expect(inner).toMatchObject({ low: 2, high: 4, order: 2 });
    expect(inner.achieved).toBeCloseTo(0.2, 12);
  });

  it("gives the whole range, and says so, when even that has too little confidence", () => {
    expect(intervalOf([1, 2], 0.95)).toMatchObject({ estimate: 1.5, low: 1, high: 2, order: 1, reachesLevel: false });
  });

  it("lets what may be anything widen both ends", () => {
    expect(intervalOf([Number.NaN, 1, 2, 3, 4], 0.15)).toMatchObject({ estimate: 2.5, low: 1, high: 4 });
    expect(intervalOf([Number.NaN, 1, 2, 3, 4], 0.6)).toMatchObject({ low: -inf, high: inf });
  });

  it("has no middle where that is not finite", () => {
    expect(intervalOf([1, inf, inf], 0.6)).toMatchObject({ estimate: undefined, low: 1, high: inf });
    expect(intervalOf([-inf, inf], 0.6).estimate).toBeUndefined();
  });

  it("refuses no values and a level that is none", () => {
    expect(() => intervalOf([], 0.9)).toThrow("an interval needs values");
    expect(() => intervalOf([1], 0)).toThrow("a confidence lies between 0 and 1, got 0");
  });
});
