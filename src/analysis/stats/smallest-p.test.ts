import { describe, expect, it } from "vitest";
import { mannWhitney } from "./mann-whitney.ts";
import { canReject, pairsNeeded, smallestP } from "./smallest-p.ts";

describe("smallestP", () => {
  it.each([
    [5, 5, 0.00397, 5],
    [6, 6, 0.00108, 5],
    [8, 8, 7.8e-5, 6],
    [10, 10, 5.4e-6, 7],
    [20, 3, 0.00056, 5],
    [30, 1, 1 / 31, 12],
  ])("with %d and %d runs is %d", (reference, candidate, p, digits) => {
    expect(smallestP({ reference, candidate })).toBeCloseTo(p, digits);
  });

  it("is what the test gives when all candidates are above all references", () => {
    const reference = [1, 2, 3, 4, 5, 6];
    const answer = mannWhitney({ reference, candidate: [7, 8, 9, 10] });
    expect(smallestP({ reference: 6, candidate: 4 })).toBeCloseTo(answer.pGreater, 14);
  });

  it("is one where there is nothing to compare", () => {
    expect(smallestP({ reference: 0, candidate: 4 })).toBe(1);
    expect(() => smallestP({ reference: 1.5, candidate: 4 })).toThrow("no number of runs: 1.5");
  });
});

describe("canReject", () => {
  it.each([
    [5, 5, 5, false],
    [5, 5, 2, true],
    [6, 6, 5, true],
    [20, 3, 5, true],
    [30, 1, 1, false],
  ])("with %d and %d runs and %d metrics at 1 %: %s", (reference, candidate, metrics, possible) => {
    expect(canReject({ reference, candidate, metrics, alpha: 0.01 })).toBe(possible);
  });

  it("refuses a level or a family that is none", () => {
    const runs = { reference: 5, candidate: 5 };
    expect(() => canReject({ ...runs, alpha: 1, metrics: 1 })).toThrow("alpha lies between 0 and 1, got 1");
    expect(() => canReject({ ...runs, alpha: 0.01, metrics: 0 })).toThrow("a family has at least one metric, got 0");
  });
});

describe("pairsNeeded", () => {
  it("is six for five metrics at 1 %, and five for two", () => {
    expect(pairsNeeded({ alpha: 0.01, metrics: 5 })).toBe(6);
    expect(pairsNeeded({ alpha: 0.01, metrics: 2 })).toBe(5);
    expect(pairsNeeded({ alpha: 0.6, metrics: 1 })).toBe(1);
  });
});
