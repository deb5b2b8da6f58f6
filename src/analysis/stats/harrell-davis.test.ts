import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { harrellDavis, harrellDavisWeights } from "./harrell-davis.ts";

describe("harrellDavis", () => {
  // Vector 8.5: perfolizer's tests, which have them from R's Hmisc.
  it.each([
    [0.1, 4.81290947065674],
    [0.2, 13.7443607731199],
    [0.25, 19.2481103578583],
    [0.3, 25.1415863187833],
    [0.4, 37.4702805366232],
    [0.5, 50],
    [0.75, 80.7518896421417],
    [0.9, 95.1870905293433],
  ])("has the %d quantile of 0, 25, 50, 75, 100 at %d", (share, expected) => {
    expect(harrellDavis([100, 0, 75, 25, 50], share).value).toBeCloseTo(expected, 10);
  });

  it.each([
    [0.5, 5.5],
    [0.9, 9.435115176660437],
    [0.99, 9.972251510606156],
  ])("has the %d quantile of 1 to 10 at %d", (share, expected) => {
    expect(harrellDavis([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], share).value).toBeCloseTo(expected, 10);
  });

  it("marks quantiles that three values or less decide", () => {
    const values = Array.from({ length: 20 }, (_, index) => index);
    const supported = [0.1, 0.15, 0.5, 0.85, 0.9].map((share) => harrellDavis(values, share).supported);
    expect(supported).toEqual([false, true, true, true, false]);
  });

  it("refuses quantiles at the ends, and values that are infinite", () => {
    expect(() => harrellDavis([1, 2], 1)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: a quantile of 1 is not strictly between 0 and 1]`,
    );
    expect(() => harrellDavis([1, Number.POSITIVE_INFINITY], 0.5)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: a weighted mean of order statistics needs finite values]`,
    );
    expect(() => harrellDavis([], 0.5)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: a quantile needs values]`,
    );
  });

  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
  const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });

  it("lies between the smallest and the largest value, and grows with the share", () => {
    fc.assert(
      fc.property(values, share, share, (sample, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [lower, upper] = [harrellDavis(sample, low).value, harrellDavis(sample, high).value];
        expect(lower).toBeGreaterThanOrEqual(Math.min(...sample) - 1e-6);
        expect(upper).toBeLessThanOrEqual(Math.max(...sample) + 1e-6);
        expect(lower).toBeLessThanOrEqual(upper + 1e-6);
      }),
    );
  });

  it("gives weights that are one together", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), share, (size, at) => {
        const weights = harrellDavisWeights(size, at);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
        expect(weights.every((weight) => weight >= -1e-12)).toBe(true);
      }),
    );
  });
});
