import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareAtLeast, shareAtMost, shareInterval } from "./clopper-pearson.ts";

describe("shares, against scipy", () => {
  it.each([
    [5, 5, 0.54928],
    [10, 10, 0.74113],
    [14, 14, 0.80736],
    [29, 29, 0.90186],
    [59, 59, 0.95049],
    [29, 30, 0.8514],
  ])("of %d in %d recoveries within the objective show at least %d at 95 %", (successes, count, low) => {
    expect(shareAtLeast({ successes, count, confidence: 0.95 })).toBeCloseTo(low, 5);
  });

  // scipy 1.17 binomtest(...).proportion_ci(0.95)
  it.each([
    [0, 10, 0, 0.30849710781876294],
    [3, 10, 0.06673951117773447, 0.652452850060008],
    [10, 10, 0.6915028921812371, 1],
    [29, 30, 0.827830544366587, 0.9991564290733507],
  ])("of %d in %d lie between %d and %d", (successes, count, low, high) => {
    const interval = shareInterval({ successes, count, confidence: 0.95 });
    expect(interval.low).toBeCloseTo(low, 11);
    expect(interval.high).toBeCloseTo(high, 11);
  });
});

describe("shares", () => {
  it("bound what was never seen by the root of the error", () => {
    expect(shareAtMost({ successes: 0, count: 299, confidence: 0.95 })).toBeCloseTo(1 - 0.05 ** (1 / 299), 12);
    expect(shareAtMost({ successes: 0, count: 0, confidence: 0.95 })).toBe(1);
  });

  it("leave on each side no more than the error, by the binomial formula", () => {
    const counts = fc
      .integer({ min: 1, max: 12 })
      .chain((count) => fc.tuple(fc.integer({ min: 0, max: count }), fc.constant(count)));
    fc.assert(
      fc.property(counts, fc.constantFrom(0.9, 0.95, 0.99), ([successes, count], confidence) => {
        const low = shareAtLeast({ successes, count, confidence });
        const high = shareAtMost({ successes, count, confidence });
        if (successes > 0) expect(atLeast(successes, count, low)).toBeCloseTo(1 - confidence, 9);
        if (successes < count) expect(1 - atLeast(successes + 1, count, high)).toBeCloseTo(1 - confidence, 9);
        expect(low).toBeLessThanOrEqual(successes / count);
        expect(high).toBeGreaterThanOrEqual(successes / count);
      }),
    );
  });

  it("refuse counts and levels that cannot be", () => {
    expect(() => shareAtLeast({ successes: 3, count: 2, confidence: 0.95 })).toThrow(
      "there cannot be 3 successes of 2",
    );
    expect(() => shareAtMost({ successes: 1, count: 2, confidence: 1 })).toThrow(
      "a confidence lies between 0 and 1, got 1",
    );
  });
});

function atLeast(successes: number, count: number, probability: number): number {
  let total = 0;
  for (let k = successes; k <= count; k++) {
    let ways = 1;
    for (let i = 1; i <= k; i++) ways *= (count - k + i) / i;
    total += ways * probability ** k * (1 - probability) ** (count - k);
  }
  return total;
}
