import { describe, expect, it } from "vitest";
import { isSupported, passesNeeded, sampleSizeFor } from "./success-bounds.ts";

describe("passesNeeded, against MLPerf's early stopping", () => {
  it.each([
    [0.99, 0, 459],
    [0.99, 1, 661],
    [0.99, 2, 836],
    [0.99, 5, 1302],
    [0.99, 10, 2000],
    [0.9, 0, 44],
    [0.9, 1, 63],
    [0.9, 2, 79],
    [0.9, 5, 122],
    [0.9, 10, 187],
    [0.999, 0, 4603],
    [0.999, 1, 6635],
    [0.999, 2, 8401],
  ])("for the %d quantile with %d over the bound asks for %d under it", (quantile, overs, passes) => {
    expect(passesNeeded({ quantile, overs, confidence: 0.99 })).toBe(passes);
  });

  it("is the first number that supports the claim", () => {
    const claim = { quantile: 0.99, confidence: 0.99, overs: 3 };
    const passes = passesNeeded(claim);
    expect(isSupported({ ...claim, passes })).toBe(true);
    expect(isSupported({ ...claim, passes: passes - 1 })).toBe(false);
    expect(isSupported({ ...claim, passes: 0 })).toBe(false);
  });

  it("asks for a single value where that is enough", () => {
    expect(passesNeeded({ quantile: 0.01, overs: 0, confidence: 0.99 })).toBe(1);
  });

  it("refuses what is no quantile, level or count", () => {
    const claim = { quantile: 0.99, confidence: 0.99, overs: 0 };
    expect(() => passesNeeded({ ...claim, quantile: 99 })).toThrow("a quantile lies between 0 and 1, got 99");
    expect(() => passesNeeded({ ...claim, confidence: 1 })).toThrow("a confidence lies between 0 and 1, got 1");
    expect(() => passesNeeded({ ...claim, overs: 0.5 })).toThrow(
      "a number of values over the bound is wanted, got 0.5",
    );
  });
});

describe("sampleSizeFor", () => {
  it.each([
    [0.9, 29],
    [0.95, 59],
    [0.99, 299],
    [0.999, 2995],
    [0.9999, 29_956],
  ])("asks for enough values to print the %d quantile", (quantile, size) => {
    expect(sampleSizeFor(quantile)).toBe(size);
  });

  it("is what the claim without a value over the bound needs", () => {
    expect(sampleSizeFor(0.99, 0.99)).toBe(passesNeeded({ quantile: 0.99, overs: 0, confidence: 0.99 }));
  });
});
