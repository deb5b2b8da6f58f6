import { describe, expect, it } from "vitest";
import { predictionInterval, predictionLimits, summarizeValues } from "./prediction-interval.ts";

describe("predictionLimits", () => {
  it("gives the limits of Bencher's t-test threshold", () => {
    const limits = predictionLimits({ count: 25, mean: 100, deviation: 10, boundary: 0.977 });
    expect(limits.low).toBeCloseTo(78.54, 2);
    expect(limits.high).toBeCloseTo(121.46, 2);
  });

  it("is wider for few values than for many", () => {
    const high = (count: number) => predictionLimits({ count, mean: 0, deviation: 1, boundary: 0.995 }).high;
    expect(high(3)).toBeGreaterThan(high(20));
    expect(high(100_000)).toBeCloseTo(2.576, 3);
  });
});

describe("predictionInterval", () => {
  it("divides what the confidence leaves between both sides", () => {
    const values = [9, 10, 11, 10, 12, 8];
    const boundary = predictionLimits({ ...summarizeValues(values), boundary: 0.995 });
    expect(predictionInterval({ values, confidence: 0.99 })).toEqual(boundary);
    // 10 ± t(.995, 5) * sqrt(2) * sqrt(7/6), with t = 4.0321 from any printed table.
    expect(boundary.high).toBeCloseTo(10 + 4.0321 * Math.SQRT2 * Math.sqrt(7 / 6), 3);
  });

  it("refuses a single value, and what is not finite", () => {
    expect(() => predictionInterval({ values: [1], confidence: 0.99 })).toThrow(
      "a deviation needs at least two values, got 1",
    );
    expect(() => summarizeValues([1, Number.POSITIVE_INFINITY])).toThrow("a mean needs finite values, got Infinity");
    expect(() => predictionLimits({ count: 5, mean: 0, deviation: 1, boundary: 0.1 })).toThrow("got 0.1");
  });
});
