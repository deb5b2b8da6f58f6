import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeMetric, formatDifference, formatMeasured, significant } from "./describe-metric.ts";

describe("formatMeasured", () => {
  it.each([
    [4.2137, "ms", "4.21 ms"],
    [999.7, "ms", "1 s"],
    [1_480, "ms", "1.48 s"],
    [0, "ms", "0 ms"],
    [75_000, "ms", "1 m 15 s"],
    [1e300, "ms", "1.00e+297 s"],
    [39.84, "perSecond", "39.8/s"],
    [12_345.6, "perSecond", "12,346/s"],
    [0.0119718, "share", "1.2 %"],
    [7, "count", "7"],
    [null, "count", "–"],
    [Number.NaN, "count", "–"],
  ] as const)("writes %s of unit %s as %s", (value, unit, text) => expect(formatMeasured(value, unit)).toBe(text));
});

describe("formatDifference", () => {
  it.each([
    [0.012, "share", "+1.2 pp"],
    [-12, "ms", "−12 ms"],
    [0, "count", "±0"],
    [null, "count", "–"],
  ] as const)("writes %s of unit %s as %s", (value, unit, text) => expect(formatDifference(value, unit)).toBe(text));
});

describe("describeMetric", () => {
  it("tells a number that was not seen to end from one that was not told", () => {
    expect(describeMetric({ value: null, unit: "ms", censored: true })).toBe("not seen to end");
    expect(describeMetric({ value: 60_000, unit: "ms", censored: true })).toBe("> 1 m 00 s");
    expect(describeMetric({ value: null, unit: "ms", censored: false })).toBe("–");
  });
});

describe("significant", () => {
  it("stays within half a percent of the value, and short", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e15, noNaN: true }), (value) => {
        const text = significant(value);
        expect(text.length).toBeLessThanOrEqual(11);
        expect(Math.abs(Number(text.replaceAll(",", "")) / value - 1)).toBeLessThan(0.0051);
      }),
    );
  });
});
