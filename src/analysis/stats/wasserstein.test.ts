import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eachOnce, wasserstein, weightedMean } from "./wasserstein.ts";

const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 12 });

describe("wasserstein", () => {
  it("is the shift between two samples that differ in nothing else", () => {
    expect(wasserstein(eachOnce([1, 2, 5]), eachOnce([4, 5, 8]))).toBeCloseTo(3, 12);
    expect(wasserstein(eachOnce([1, 2, 5]), eachOnce([5, 1, 2]))).toBe(0);
  });

  it("sees two samples apart that have the same mean", () => {
    expect(wasserstein(eachOnce([5, 5]), eachOnce([0, 10]))).toBe(5);
  });

  it("is the mean distance of the sorted values when both sides have as many", () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(pairs, (values) => {
        const left = values.map(([value]) => value).sort((a, b) => a - b);
        const right = values.map(([, value]) => value).sort((a, b) => a - b);
        const distances = left.map((value, index) => Math.abs(value - (right[index] ?? 0)));
        const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
        expect(wasserstein(eachOnce(left), eachOnce(right))).toBeCloseTo(mean, 9);
      }),
    );
  });

  it("does not care whether a value is listed ten times or counted ten times", () => {
    fc.assert(
      fc.property(sample, sample, (left, right) => {
        const counted = wasserstein(
          left.map((value) => [value, 10]),
          eachOnce(right),
        );
        const listed = wasserstein(
          eachOnce(left.flatMap((value) => new Array<number>(10).fill(value))),
          eachOnce(right),
        );
        expect(counted).toBeCloseTo(listed, 9);
      }),
    );
  });

  it("is a distance: the same both ways, and no longer than a detour", () => {
    fc.assert(
      fc.property(sample, sample, sample, (one, other, third) => {
        const [a, b, c] = [eachOnce(one), eachOnce(other), eachOnce(third)];
        expect(wasserstein(a, b)).toBeCloseTo(wasserstein(b, a), 9);
        expect(wasserstein(a, b)).toBeLessThanOrEqual(wasserstein(a, c) + wasserstein(c, b) + 1e-9);
        expect(wasserstein(a, b)).toBeGreaterThanOrEqual(Math.abs(weightedMean(a) - weightedMean(b)) - 1e-9);
      }),
    );
  });

  it("refuses a side without values, and values that are infinite", () => {
    expect(() => wasserstein([], [[1, 1]])).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: a distribution needs values]`,
    );
    expect(() => wasserstein([[Number.POSITIVE_INFINITY, 2]], [[1, 1]])).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: Infinity cannot occur 2 times]`,
    );
  });
});
