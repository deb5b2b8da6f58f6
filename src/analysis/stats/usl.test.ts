// Vectors 8.9: the R package usl (https://github.com/smoeding/usl), on data of Gunther's book and of SPEC SDM91.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../base/assert.ts";
import { fitScalability } from "./usl.ts";

const measured = (loads: readonly number[], throughputs: readonly number[]) =>
  loads.map((load, index) => ({ load, throughput: throughputs[index] ?? Number.NaN }));
const fitOf = (points: ReturnType<typeof measured>) => present(fitScalability(points), "a fit of enough points");

const raytracer = measured(
  [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64],
  [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310],
);

describe("fitScalability", () => {
  it("finds the coefficients that a curve was made from", () => {
    const made = measured([1, 2, 4, 6, 8, 10], [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557]);
    const { unitThroughput, contention, coherency, peak } = fitOf(made);
    expect(unitThroughput).toBeCloseTo(1, 4);
    expect(contention.value).toBeCloseTo(0.02, 4);
    expect(coherency.value).toBeCloseTo(0.02, 5);
    expect(peak).toEqual({ kind: "at", load: expect.closeTo(7, 3), measured: true });
  });

  it("fits SPEC SDM91 as R does", () => {
    const spec = measured([1, 18, 36, 72, 108, 144, 216], [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775, 1702.2]);
    const fit = fitOf(spec);
    expect(fit.contention.value).toBeCloseTo(0.0277284, 6);
    expect(fit.coherency.value).toBeCloseTo(0.000104366, 8);
    expect(fit.unitThroughput).toBeCloseTo(89.9952, 4);
    expect(fit.peak).toEqual({ kind: "at", load: expect.closeTo(96.52, 2), measured: true });
    expect(fit.knee).toBeCloseTo(36.064, 3);
    expect(fit.throughputLimit).toBeCloseTo(3245.59, 2);
    expect(fit.pointsPastKnee).toBe(4);
  });

  it("fits the first half of the raytracer as R does, with a peak beyond what was measured", () => {
    const fit = fitOf(raytracer.slice(0, 6));
    expect(fit.contention.value).toBeCloseTo(0.02444, 5);
    expect(fit.coherency.value).toBeCloseTo(0.00163, 5);
    expect(fit.unitThroughput).toBeCloseTo(20.856, 3);
    expect(fit.peak).toEqual({ kind: "at", load: expect.closeTo(24.488, 3), measured: false });
    // R prints .00754 to .04135, which is its standard error times t(.95, 5); ours takes t(.975, n - 3).
    const standardError = (present(fit.contention.interval, "an interval").high - fit.contention.value) / 3.182446;
    expect(standardError).toBeCloseTo((0.04135 - 0.00754) / 2 / 2.015048, 5);
  });

  it("has no peak for the whole raytracer, which never slows down", () => {
    const fit = fitOf(raytracer);
    expect(fit.peak).toEqual({ kind: "none" });
    expect(fit.coherency).toEqual({ value: 0, interval: undefined });
  });

  it("has no limit at all for throughput that grows in proportion", () => {
    const fit = fitOf(measured([1, 2, 3, 4], [10, 20, 30, 40]));
    expect(fit).toMatchObject({ peak: { kind: "none" }, throughputLimit: undefined, knee: undefined });
    expect(fit.unitThroughput).toBeCloseTo(10, 9);
  });

  it("has its peak at the first unit when throughput only falls", () => {
    expect(fitOf(measured([1, 2, 4, 8], [100, 40, 15, 6])).peak).toMatchObject({ kind: "at", load: 1 });
  });

  it("fits nothing to two loads, and refuses a load of nothing", () => {
    expect(fitScalability(measured([1, 2, 2], [10, 19, 18]))).toBeUndefined();
    expect(() => fitScalability(measured([0, 1, 2], [0, 10, 19]))).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: 0 at a load of 0]`,
    );
  });

  it("finds any curve back, and is no worse than it where noise was added", () => {
    const curves = fc.record({
      g: fc.double({ min: 0.5, max: 5000, noNaN: true }),
      a: fc.double({ min: 0, max: 0.5, noNaN: true }),
      b: fc.double({ min: 0, max: 0.05, noNaN: true }),
      noise: fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 8, maxLength: 8 }),
    });
    fc.assert(
      fc.property(curves, ({ g, a, b, noise }) => {
        const loads = [1, 2, 4, 8, 16, 32, 64, 128];
        const curve = loads.map((load) => (g * load) / (1 + a * (load - 1) + b * load * (load - 1)));
        const exact = fitOf(measured(loads, curve));
        expect(exact.sumOfSquares).toBeLessThan(1e-9 * curve.reduce((sum, value) => sum + value ** 2, 0));
        const noisy = curve.map((value, index) => value * (1 + (noise[index] ?? 0)));
        const squares = noisy.reduce((sum, value, index) => sum + (value - (curve[index] ?? 0)) ** 2, 0);
        const fit = fitOf(measured(loads, noisy));
        expect(fit.sumOfSquares).toBeLessThanOrEqual(squares * (1 + 1e-9) + 1e-12);
        expect(fit.contention.value >= 0 && fit.coherency.value >= 0).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
