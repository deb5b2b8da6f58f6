import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundRatio, boundShift, estimateRatio, estimateShift } from "./hodges-lehmann.ts";
import { mannWhitney } from "./mann-whitney.ts";

const inf = Number.POSITIVE_INFINITY;
const many = (count: number, value: (index: number) => number) => Array.from({ length: count }, (_, i) => value(i));

const json = {
  reference: [1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774],
  candidate: [1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425],
};
const gob = {
  reference: [3069, 3075, 3069, 3067, 3207, 3064, 3064, 3058, 3059, 3062],
  candidate: [3075, 3065, 3059, 3065, 3060, 3081, 3186, 3135, 3087, 3062],
};

describe("estimateShift, against R and scipy", () => {
  it("gives R's wilcox.test example", () => {
    const candidate = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const shift = estimateShift({ candidate, reference: [1.15, 0.88, 0.9, 0.74, 1.21], confidence: 0.95 });
    expect(shift.estimate).toBeCloseTo(0.305, 12);
    expect(shift.low).toBeCloseTo(-0.15, 12);
    expect(shift.high).toBeCloseTo(0.76, 12);
    expect(shift.order).toBe(9);
    expect(shift.achieved).toBeCloseTo(0.96004, 6);
    expect(shift.reachesLevel).toBe(true);
  });

  it.each([
    [0.95, -5, 1, 0.968254],
    [0.99, -6, 2, 0.992063],
  ])("gives 1..5 against 3..7 at %d", (confidence, low, high, achieved) => {
    const shift = estimateShift({ candidate: [1, 2, 3, 4, 5], reference: [3, 4, 5, 6, 7], confidence });
    expect(shift).toMatchObject({ estimate: -2, low, high, reachesLevel: true });
    expect(shift.achieved).toBeCloseTo(achieved, 6);
  });

  it("gives benchstat's json benchmark as a shift", () => {
    const shift = estimateShift({ ...json, confidence: 0.95 });
    expect(shift).toMatchObject({ estimate: -296.5, low: -312, high: -284, order: 24 });
    expect(shift.achieved).toBeCloseTo(0.956743, 6);
  });

  it.each([
    ["json", json, 0.8266082, 0.8195009, 0.8336262],
    ["gob", gob, 1.0009802, 0.9983681, 1.0075065],
  ])("gives benchstat's %s benchmark as a ratio", (_, samples, ratio, low, high) => {
    const answer = estimateRatio({ ...samples, confidence: 0.95 });
    expect(answer.ratio).toBeCloseTo(ratio, 7);
    expect(answer.low).toBeCloseTo(low, 7);
    expect(answer.high).toBeCloseTo(high, 7);
  });
});

describe("estimateShift", () => {
  it("says when so few values cannot reach the level", () => {
    const shift = estimateShift({ reference: [1, 2, 3], candidate: [2, 3, 4], confidence: 0.95 });
    expect(shift).toMatchObject({ low: -1, high: 3, order: 1, reachesLevel: false });
    expect(shift.achieved).toBeCloseTo(0.9, 12);
  });

  it("reaches a level that is met exactly", () => {
    const five = [1, 2, 3, 4, 5];
    expect(estimateShift({ reference: five, candidate: five, confidence: 1 - 2 / 252 })).toMatchObject({
      order: 1,
      reachesLevel: true,
    });
  });

  it("takes 200 against 200 by the normal approximation", () => {
    const shift = estimateShift({
      reference: many(200, (i) => i),
      candidate: many(200, (i) => i + 3),
      confidence: 0.95,
    });
    expect(shift.estimate).toBe(3);
    expect(shift.low).toBe(-9);
    expect(shift.high).toBe(15);
    // 20000 - 1.959964 * sqrt(200 * 200 * 401 / 12), the continuity correction of one half, and the next whole number.
    expect(shift.order).toBe(17734);
    expect(shift.achieved).toBeGreaterThan(0.95);
    expect(shift.achieved).toBeLessThan(0.9501);
  });

  it("bounds nothing from above when most candidates are censored", () => {
    const shift = estimateShift({ reference: [1, 2, 3, 4, 5], candidate: [6, 7, inf, inf, inf], confidence: 0.95 });
    expect(shift).toMatchObject({ estimate: undefined, low: 2, high: inf });
  });

  it("lets a pair that is censored on both sides widen both ends and move the middle in neither direction", () => {
    const samples = { reference: [1, 2, 3, 4, 5, inf], candidate: [1, 2, 3, 4, 5, inf] };
    // Five differences are infinite on either side and one may be anything: the sixth is unbounded, the eighth is not.
    expect(estimateShift({ ...samples, confidence: 0.95 })).toMatchObject({
      estimate: 0,
      order: 6,
      low: -inf,
      high: inf,
    });
    expect(estimateShift({ ...samples, confidence: 0.9 })).toMatchObject({ estimate: 0, order: 8, low: -3, high: 3 });
  });

  it("refuses what is not a number, a side without values, and a level that is none", () => {
    const samples = { reference: [1], candidate: [1], confidence: 0.9 };
    expect(() => estimateShift({ ...samples, candidate: [Number.NaN] })).toThrow("a shift needs numbers, got NaN");
    expect(() => estimateShift({ ...samples, reference: [] })).toThrow("a shift needs values on both sides");
    expect(() => estimateShift({ ...samples, confidence: 1 })).toThrow("a confidence lies between 0 and 1, got 1");
    expect(() => estimateRatio({ ...samples, reference: [0] })).toThrow("a ratio needs positive values, got 0");
    expect(() => boundShift({ ...samples, confidence: 0.5, side: "lower" })).toThrow(
      "a one-sided bound needs a confidence above one half, got 0.5",
    );
  });
});

describe("boundShift and boundRatio", () => {
  it("are the ends of the two-sided interval with twice the error", () => {
    const { low, high, achieved } = estimateRatio({ ...gob, confidence: 0.98 });
    expect(boundRatio({ ...gob, confidence: 0.99, side: "lower" }).value).toBeCloseTo(low, 12);
    expect(boundRatio({ ...gob, confidence: 0.99, side: "upper" })).toMatchObject({
      value: high,
      achieved: (1 + achieved) / 2,
      reachesLevel: true,
    });
  });
});

const whole = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 12 });
const level = fc.constantFrom(0.8, 0.9, 0.95, 0.98);

describe("estimateShift, for any samples", () => {
  it("moves with the candidate and mirrors when the sides change places", () => {
    fc.assert(
      fc.property(whole, whole, level, fc.integer({ min: -99, max: 99 }), (reference, candidate, confidence, by) => {
        const shift = estimateShift({ reference, candidate, confidence });
        const moved = estimateShift({ reference, candidate: candidate.map((v) => v + by), confidence });
        const swapped = estimateShift({ reference: candidate, candidate: reference, confidence });
        expect(moved).toEqual({
          ...shift,
          estimate: Number(shift.estimate) + by,
          low: shift.low + by,
          high: shift.high + by,
        });
        expect(swapped.low + shift.high).toBe(0);
        expect(Number(swapped.estimate) + Number(shift.estimate)).toBe(0);
      }),
    );
  });

  it("holds its estimate, and holds zero unless the exact test rejects at the level achieved", () => {
    const distinct = fc.uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 8, maxLength: 20 });
    fc.assert(
      fc.property(distinct, level, (values, confidence) => {
        const candidate = values.filter((_, index) => index % 2 === 0);
        const reference = values.filter((_, index) => index % 2 === 1);
        const { low, high, estimate, achieved } = estimateShift({ reference, candidate, confidence });
        expect(low).toBeLessThanOrEqual(Number(estimate));
        expect(high).toBeGreaterThanOrEqual(Number(estimate));
        const rejected = mannWhitney({ reference, candidate }).pTwoSided <= 1 - achieved + 1e-9;
        expect(low > 0 || high < 0).toBe(rejected);
      }),
    );
  });
});
