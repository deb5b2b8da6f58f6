import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { studentTCdf, studentTQuantile, studentTUpperTail } from "./student-t.ts";

describe("the t distribution, against scipy 1.17", () => {
  it.each([
    [2, 3, 0.9303370157205785],
    [1e-8, 5, 0.5000000037960669],
    [-1.5, 0.7, 0.22018254850962013],
    [0.5, 1000, 0.6914074595830626],
  ])("has below %d with %d degrees a share of %d", (t, degrees, share) => {
    expect(studentTCdf({ t, degrees })).toBeCloseTo(share, 11);
  });

  it("keeps its relative precision far out", () => {
    expect(studentTUpperTail({ t: 40, degrees: 24 }) / 8.805768184537416e-24).toBeCloseTo(1, 11);
    expect(studentTUpperTail({ t: Number.POSITIVE_INFINITY, degrees: 4 })).toBe(0);
  });

  it.each([
    [0.977, 24, 2.104414722704815],
    [0.995, 19, 2.8609346064649794],
    [0.5, 3, 0],
    [0.51, 3, 0.027211467049117997],
    [0.6, 1, 0.32491969623290634],
    [0.9999, 2, 70.700071064968],
    [1e-20, 4, -131607.4012825853],
  ])("has a quantile at %d with %d degrees of %d", (share, degrees, t) => {
    expect(studentTQuantile({ share, degrees }) - t).toBeLessThanOrEqual(Math.abs(t) * 1e-9);
    expect(t - studentTQuantile({ share, degrees })).toBeLessThanOrEqual(Math.abs(t) * 1e-9);
  });
});

describe("the t distribution", () => {
  it("has quantiles that undo it, alike on both sides", () => {
    const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 200 }), (given, degrees) => {
        const t = studentTQuantile({ share: given, degrees });
        expect(studentTCdf({ t, degrees })).toBeCloseTo(given, 10);
        expect(studentTCdf({ t: -t, degrees }) + studentTCdf({ t, degrees })).toBeCloseTo(1, 12);
      }),
      { numRuns: 50 },
    );
  });

  it("refuses degrees of freedom that are none", () => {
    expect(() => studentTCdf({ t: 1, degrees: 0 })).toThrow(
      "a t distribution needs a number and positive degrees of freedom",
    );
    expect(() => studentTQuantile({ share: 0.9, degrees: 0 })).toThrow("got 0");
  });
});
