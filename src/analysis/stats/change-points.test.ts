// Vectors of Apache Otava's own tests (https://github.com/apache/otava: tests/series_test.py, analysis_test.py,
// change_point_divisive_test.py, tigerbeetle_test.py), with p and divergences computed from its functions.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divide, findChangePoints } from "./change-points.ts";
import { strongestSplit } from "./energy-divergence.ts";
import tigerbeetle from "./fixtures/tigerbeetle-throughput.json" with { type: "json" };
import { pooledTTest } from "./pooled-t-test.ts";
import { permutationTest } from "./split-test.ts";

const halved = [
  1.02, 0.95, 0.99, 1.0, 1.12, 1.0, 1.01, 0.98, 1.01, 0.96, 0.5, 0.51, 0.48, 0.48, 0.55, 0.5, 0.49, 0.51, 0.5, 0.49,
];
const dropped = [1.02, 0.95, 0.99, 1.0, 1.12, 0.9, 0.5, 0.51, 0.48, 0.48, 0.55];
const sagged = [2.02, 2.03, 2.01, 2.04, 1.82, 1.85, 1.79, 1.81, 1.8, 1.76, 1.78];
const twoSteps = [0.3, 2.4, 1.5, -0.9, -0.5, 99.7, 98.3, 99.1, 149, 149.7, 149.5, 149.1, 148.8, 150];

const indexesOf = (points: readonly { index: number }[]) => points.map(({ index }) => index);

describe("findChangePoints, on Otava's series", () => {
  it("finds the night on which the values were halved", () => {
    const [point, ...others] = findChangePoints(halved, { windowLength: 10, pMax: 1e-4 });
    expect(others).toEqual([]);
    expect(point).toMatchObject({ index: 10 });
    expect((point?.p ?? 0) / 1.427e-17).toBeCloseTo(1, 3);
    expect((point?.meanAfter ?? 0) / (point?.meanBefore ?? 0) - 1).toBeCloseTo(-0.500996, 6);
  });

  it("finds one drop in each of two series", () => {
    const [drop] = findChangePoints(dropped);
    const [sag] = findChangePoints(sagged);
    expect([drop?.index, sag?.index]).toEqual([6, 4]);
    expect((drop?.p ?? 0) / 9.4704e-8).toBeCloseTo(1, 4);
    expect((sag?.p ?? 0) / 8.237e-8).toBeCloseTo(1, 4);
    expect([drop?.meanBefore, drop?.meanAfter].map((mean) => mean?.toFixed(6))).toEqual(["0.996667", "0.504000"]);
    expect((sag?.meanAfter ?? 0) / (sag?.meanBefore ?? 0) - 1).toBeCloseTo(-0.1104, 4);
    expect(strongestSplit(dropped)?.divergence).toBeCloseTo(2.354545, 6);
    expect(strongestSplit(sagged)?.divergence).toBeCloseTo(1.006061, 6);
  });

  it("keeps the larger drop alone where changes up to a fifth do not matter", () => {
    expect(indexesOf(findChangePoints(dropped, { magnitudeMin: 0.2 }))).toEqual([6]);
    expect(findChangePoints(sagged, { magnitudeMin: 0.2 })).toEqual([]);
  });

  it("divides two steps at the stronger one first, and stops when both are found", () => {
    expect(strongestSplit(twoSteps)).toMatchObject({ index: 5 });
    expect(strongestSplit(twoSteps)?.divergence).toBeCloseTo(761.282143, 6);
    expect(strongestSplit(twoSteps.slice(5))).toMatchObject({ index: 3 });
    expect(strongestSplit(twoSteps.slice(5))?.divergence).toBeCloseTo(198.266667, 6);
    expect(divide(twoSteps, { pMax: 0.01, test: { kind: "t-test" } })).toEqual([5, 8]);
    expect(divide(twoSteps, { pMax: 0.01, test: permutationTest })).toEqual([5, 8]);
  });
});

describe("findChangePoints, on the nights of TigerBeetle", () => {
  it.each([
    [0.01, 0.05, [15, 71]],
    [0.05, 0.05, [15, 71]],
    [0.2, 0.05, [10, 11, 15, 71]],
    [0.0001, 0, [71, 95, 117, 131, 142, 148, 192, 212]],
    [0.00001, 0, [71, 95, 131, 192, 212]],
  ])("finds what Otava finds at p %d and changes above %d", (pMax, magnitudeMin, expected) => {
    const points = findChangePoints(tigerbeetle.values, { windowLength: 30, pMax, magnitudeMin });
    expect(indexesOf(points)).toEqual(expected);
  });

  it("takes a point away that Otava keeps with the p of a segment that is no more", () => {
    const points = findChangePoints(tigerbeetle.values, { windowLength: 30, pMax: 0.001, magnitudeMin: 0 });
    expect(indexesOf(points)).toEqual([15, 61, 71, 95, 117, 131, 142, 148, 192, 212]);
    // Otava's list goes on with 260. Between its neighbours in that list, 212 and the end, its p is not .001 or less.
    const left = tigerbeetle.values.slice(212, 260);
    const right = tigerbeetle.values.slice(260);
    expect(pooledTTest({ left, right, varianceDivisor: "n" })).toBeCloseTo(0.00272, 5);
  });
});

describe("findChangePoints", () => {
  it("finds nothing in a series without values, with one, or with all the same", () => {
    for (const values of [[], [1], [5, 5, 5, 5, 5, 5]]) expect(findChangePoints(values)).toEqual([]);
  });

  it("finds a step also by shuffling, with the smallest p there is", () => {
    const step = Array.from({ length: 40 }, (_, night) => (night < 22 ? 100 : 120) + ((night * 7) % 5));
    expect(findChangePoints(step, { test: permutationTest })).toMatchObject([{ index: 22, p: 0.001 }]);
  });

  it("calls a change from nothing to something infinite", () => {
    expect(findChangePoints([0, 0, 0, 0, 0, 0, 5, 5.1, 4.9, 5, 5.2, 5])).toMatchObject([
      { index: 6, magnitude: Number.POSITIVE_INFINITY },
    ]);
  });

  it("refuses a window that cannot be split", () => {
    expect(() => findChangePoints([1, 2], { windowLength: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: a window of 1 values cannot be split]`,
    );
  });

  it("keeps only points that pass both thresholds, in order, wherever the level of the series is", () => {
    const nights = fc.array(fc.integer({ min: 80, max: 140 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(nights, (values) => {
        const points = findChangePoints(values, { pMax: 0.05, magnitudeMin: 0.05, windowLength: 20 });
        const indexes = indexesOf(points);
        expect(indexes).toEqual([...new Set(indexes)].sort((a, b) => a - b));
        expect(points.every(({ p, magnitude }) => p <= 0.05 && magnitude > 0.05)).toBe(true);
        expect(indexes.every((index) => index > 0 && index < values.length)).toBe(true);
      }),
    );
  });
});
