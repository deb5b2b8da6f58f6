import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { energyDivergence, strongestSplit } from "./energy-divergence.ts";

const series = fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 2, maxLength: 25 });

/** The formula as the paper writes it, pair by pair. */
function byDefinition(left: readonly number[], right: readonly number[]): number {
  const [n, m] = [left.length, right.length];
  const between = left.flatMap((x) => right.map((y) => Math.abs(x - y)));
  const within = (values: readonly number[]) =>
    values.flatMap((x, index) => values.slice(index + 1).map((y) => Math.abs(x - y)));
  const sum = (distances: readonly number[]) => distances.reduce((total, distance) => total + distance, 0);
  const ofLeft = n < 2 ? 0 : ((2 * m) / ((n + m) * (n - 1))) * sum(within(left));
  const ofRight = m < 2 ? 0 : ((2 * n) / ((n + m) * (m - 1))) * sum(within(right));
  return (2 / (n + m)) * sum(between) - ofLeft - ofRight;
}

describe("energyDivergence", () => {
  // Vector 8.11, "tiny": splits 1 to 4 down, ends of the right segment across.
  it.each([
    [1, [1, 4 / 3, 5.5, 8.2666666667]],
    [2, [10.6666666667, 16, 20]],
    [3, [5.5, 8.8]],
    [4, [4.5333333333]],
  ])("of 1, 2, 10, 11, 12 split at %d is that of the reference for every end", (index, expected) => {
    const values = [1, 2, 10, 11, 12];
    const found = expected.map((_, further) =>
      energyDivergence(values.slice(0, index), values.slice(index, index + 1 + further)),
    );
    for (const [position, divergence] of found.entries()) expect(divergence).toBeCloseTo(expected[position] ?? 0, 9);
  });

  it("is what the definition gives", () => {
    fc.assert(
      fc.property(series, series, (left, right) => {
        expect(energyDivergence(left, right)).toBeCloseTo(byDefinition(left, right), 6);
      }),
    );
  });
});

describe("strongestSplit", () => {
  it("finds the split of the tiny series", () => {
    expect(strongestSplit([1, 2, 10, 11, 12])).toEqual({ index: 2, rightEnd: 5, divergence: 20 });
  });

  it("has nothing to split in less than two values, and takes the first of equal splits", () => {
    expect(strongestSplit([])).toBeUndefined();
    expect(strongestSplit([1])).toBeUndefined();
    expect(strongestSplit([3, 3, 3, 3])).toEqual({ index: 1, rightEnd: 2, divergence: 0 });
  });

  it("sees a change that is undone, by leaving out what follows it", () => {
    const calm = [1, 1, 1, 1, 1, 1];
    expect(strongestSplit([...calm, 9, 9, 9, ...calm, ...calm])).toMatchObject({ index: 6, rightEnd: 9 });
  });

  it("is the largest divergence of all splits and ends", () => {
    fc.assert(
      fc.property(series, (values) => {
        let largest = Number.NEGATIVE_INFINITY;
        for (let index = 1; index < values.length; index++) {
          for (let end = index + 1; end <= values.length; end++) {
            largest = Math.max(largest, byDefinition(values.slice(0, index), values.slice(index, end)));
          }
        }
        expect(strongestSplit(values)?.divergence).toBeCloseTo(largest, 6);
      }),
    );
  });
});
