import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fastRandom } from "../../base/fast-random.ts";
import { fitTrend } from "./theil-sen.ts";

const line = (count: number, y: (x: number) => number) => Array.from({ length: count }, (_, x) => ({ x, y: y(x) }));

describe("fitTrend", () => {
  it("is the line itself where all points lie on one", () => {
    const trend = fitTrend(line(20, (x) => 3 - 0.5 * x));
    expect(trend).toEqual({ slope: -0.5, intercept: 3, low: -0.5, high: -0.5 });
  });

  // Computed by hand: six slopes 1, 4, 3, 7, 4, 1 sorted are 1, 1, 3, 4, 4, 7.
  it("takes the median of the slopes between all pairs", () => {
    const points = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
      { x: 2, y: 8 },
      { x: 3, y: 9 },
    ];
    expect(fitTrend(points)).toMatchObject({ slope: 3.5, intercept: -0.75 });
  });

  it("does not follow a quarter of the points into nonsense", () => {
    const trend = fitTrend(line(40, (x) => (x % 4 === 0 ? 1e6 : 2 * x)));
    expect(trend?.slope).toBeGreaterThan(1.5);
    expect(trend?.slope).toBeLessThan(3);
  });

  it("has no slope without two different x", () => {
    expect(fitTrend([])).toBeUndefined();
    expect(fitTrend([{ x: 4, y: 1 }])).toBeUndefined();
    expect(fitTrend(line(5, (x) => x).map(({ y }) => ({ x: 7, y })))).toBeUndefined();
  });

  it("also fits an hour's worth of seconds, by pairs that are half an hour apart", () => {
    const draw = fastRandom(6);
    const trend = fitTrend(line(3600, (x) => 0.25 * x + draw(20_000) / 1000));
    expect(trend?.slope).toBeCloseTo(0.25, 2);
    expect(trend?.low).toBeLessThan(0.25);
    expect(trend?.high).toBeGreaterThan(0.25);
  });

  it("has an interval that holds the slope 95 times in 100", () => {
    const draw = fastRandom(12);
    const held = Array.from({ length: 300 }, () => fitTrend(line(12, () => draw(1000)))).filter(
      (trend) => trend !== undefined && trend.low <= 0 && trend.high >= 0,
    ).length;
    // 285 expected with a standard deviation of 3.8; the seed is fixed.
    expect(held).toBeGreaterThanOrEqual(274);
    expect(held).toBeLessThanOrEqual(297);
  });

  it("tilts and moves with the points", () => {
    const values = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 25 });
    fc.assert(
      fc.property(values, fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), (ys, tilt, lift) => {
        const before = fitTrend(ys.map((y, x) => ({ x, y })));
        const after = fitTrend(ys.map((y, x) => ({ x, y: y + tilt * x + lift })).reverse());
        expect(after?.slope).toBeCloseTo((before?.slope ?? 0) + tilt, 9);
        expect(after?.intercept).toBeCloseTo((before?.intercept ?? 0) + lift, 9);
        expect(after?.low).toBeCloseTo((before?.low ?? 0) + tilt, 9);
      }),
    );
  });
});
