import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { medianInterval, quantileInterval, quantileOrders } from "./quantile-interval.ts";

const inf = Number.POSITIVE_INFINITY;

describe("quantileOrders, against go-moremath and scipy", () => {
  it.each([
    [4, 0.375, 2, 3, 0.375],
    [4, 0.3750001, 1, 3, 0.625],
    [5, 0.95875, 0, 5, 0.96875],
    [10, 0.95, 2, 9, 0.978516],
    [20, 0.95, 6, 15, 0.958611],
  ])("gives the median of %d values at %d ranks %d to %d", (count, confidence, low, high, achieved) => {
    const orders = quantileOrders({ count, quantile: 0.5, confidence });
    expect(orders).toMatchObject({ low, high });
    expect(orders.achieved).toBeCloseTo(achieved, 6);
  });
});

describe("medianInterval, against benchmath", () => {
  it("gives the whole range of six values", () => {
    const interval = medianInterval({ values: [4, -10, 3, 2, 6, 5], confidence: 0.95 });
    expect(interval).toEqual({ low: -10, high: 6, achieved: 0.96875 });
  });

  it("is unbounded with fewer than 6 values at 95 %, and with fewer than 8 at 99 %", () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => index);
    const unbounded = { low: -inf, high: inf, achieved: 1 };
    expect(medianInterval({ values: values(5), confidence: 0.95 })).toEqual(unbounded);
    expect(medianInterval({ values: values(7), confidence: 0.99 })).toEqual(unbounded);
    expect(medianInterval({ values: values(8), confidence: 0.99 })).toMatchObject({ low: 0, high: 7 });
    expect(medianInterval({ values: [], confidence: 0.5 })).toEqual(unbounded);
  });

  it("cuts off as many values below as above", () => {
    const values = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(medianInterval({ values, confidence: 0.95 })).toMatchObject({ low: 6, high: 15 });
    expect(medianInterval({ values: values.slice(0, 10), confidence: 0.95 })).toMatchObject({ low: 2, high: 9 });
  });
});

describe("quantileInterval", () => {
  it("is unbounded above as long as the sample does not support the quantile", () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => index);
    expect(quantileInterval({ values: values(298), quantile: 0.99, confidence: 0.95 }).high).toBe(inf);
    expect(quantileInterval({ values: values(2000), quantile: 0.99, confidence: 0.95 }).high).toBeLessThan(2000);
  });

  it("keeps censored values last and refuses what is not a number", () => {
    const values = [inf, 1, 2, 3, 4, 5, inf, 6];
    expect(quantileInterval({ values, quantile: 0.5, confidence: 0.95 })).toMatchObject({ low: 1, high: inf });
    expect(() => medianInterval({ values: [Number.NaN], confidence: 0.9 })).toThrow(
      "an interval needs numbers, got NaN",
    );
    expect(() => medianInterval({ values, confidence: 95 })).toThrow("a confidence lies between 0 and 1, got 95");
    expect(() => quantileInterval({ values, quantile: 1, confidence: 0.9 })).toThrow("got 1");
  });

  it("is the narrowest pair of ranks that reaches the level", () => {
    const quantile = fc.double({ min: 0.02, max: 0.98, noNaN: true });
    const confidence = fc.double({ min: 0.05, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), quantile, confidence, (count, q, level) => {
        const { low, high, achieved } = quantileOrders({ count, quantile: q, confidence: level });
        expect(achieved).toBeCloseTo(held({ count, q, low, high }), 9);
        expect(achieved).toBeGreaterThanOrEqual(level - 1e-9);
        for (let other = 0; other + (high - low) - 1 <= count + 1; other++) {
          const narrower = { count, q, low: other, high: other + (high - low) - 1 };
          expect(held(narrower)).toBeLessThan(level + 1e-9);
        }
      }),
    );
  });
});

/** P(low <= B < high) by the binomial formula. */
function held({ count, q, low, high }: { count: number; q: number; low: number; high: number }): number {
  let total = 0;
  for (let k = low; k < high; k++) total += choose(count, k) * q ** k * (1 - q) ** (count - k);
  return total;
}

function choose(n: number, k: number): number {
  return k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}
