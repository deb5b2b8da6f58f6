import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kolmogorovSmirnov, largestGap } from "./kolmogorov-smirnov.ts";
import { eachOnce } from "./wasserstein.ts";

const from = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

describe("kolmogorovSmirnov", () => {
  // Vector 8.6, computed with scipy's ks_2samp(method="exact").
  it.each([
    ["1 to 5 and 3 to 7", from(1, 5), from(3, 5), 0.4, 0.873015873],
    ["1 to 5 and 11 to 15", from(1, 5), from(11, 5), 1, 0.0079365079],
    [
      "the example of R's wilcox.test",
      [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46],
      [1.15, 0.88, 0.9, 0.74, 1.21],
      0.6,
      0.1658341658,
    ],
  ])("compares %s", (_, left, right, distance, p) => {
    const found = kolmogorovSmirnov(left, right);
    expect(found.distance).toBeCloseTo(distance, 12);
    expect(found.p).toBeCloseTo(p, 9);
    expect(found.method).toBe("exact");
  });

  it("keeps the digits of a p that is very small", () => {
    // Two orders of C(100, 50) put all values of one side first.
    expect(kolmogorovSmirnov(from(0, 50), from(100, 50)).p / 1.98233e-29).toBeCloseTo(1, 5);
  });

  it("finds nothing between a sample and itself, censored values included", () => {
    const censored = [1, 2, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    expect(kolmogorovSmirnov(censored, censored)).toEqual({ distance: 0, p: 1, method: "exact" });
    expect(kolmogorovSmirnov(censored, [1, 2, 3, 4]).distance).toBe(0.5);
  });

  it("goes over into the limiting distribution without a jump", () => {
    const [left, right] = [from(0, 3163), from(130, 3163)];
    const limiting = kolmogorovSmirnov(left, right);
    const exact = kolmogorovSmirnov(from(0, 3162), from(130, 3162));
    expect([limiting.method, exact.method]).toEqual(["asymptotic", "exact"]);
    expect(Math.abs(limiting.p - exact.p)).toBeLessThan(0.001);
    expect(exact.p).toBeGreaterThan(0.005);
  });

  it("refuses what has no rank", () => {
    expect(() => kolmogorovSmirnov([1], [Number.NaN])).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: something that is not a number has no rank]`,
    );
  });

  it("is the same for swapped sides, and for values that any growing function has changed", () => {
    const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(sample, sample, (left, right) => {
        const found = kolmogorovSmirnov(left, right);
        const grown = (values: number[]) => values.map((value) => Math.exp(value / 5));
        const swapped = kolmogorovSmirnov(right, left);
        expect(swapped.distance).toBeCloseTo(found.distance, 12);
        expect(swapped.p).toBeCloseTo(found.p, 12);
        expect(kolmogorovSmirnov(grown(left), grown(right))).toEqual(found);
        expect(found.p > 0 && found.p <= 1).toBe(true);
      }),
    );
  });
});

describe("largestGap", () => {
  it("is D for values that each occur once, and for the same values counted", () => {
    const sample = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, sample, (left, right) => {
        const { distance } = kolmogorovSmirnov(left, right);
        expect(largestGap(eachOnce(left), eachOnce(right))).toBeCloseTo(distance, 12);
        expect(largestGap(counted(left), counted(right))).toBeCloseTo(distance, 12);
      }),
    );
  });
});

function counted(values: readonly number[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}
