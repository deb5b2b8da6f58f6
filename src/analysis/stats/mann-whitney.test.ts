import fc from "fast-check";
import { describe, expect, it } from "vitest";
import effectSizes from "./fixtures/effect-sizes.json" with { type: "json" };
import { mannWhitney } from "./mann-whitney.ts";

const inf = Number.POSITIVE_INFINITY;
const small = [2, 1, 3, 5];
const many = (count: number, value: (index: number) => number) => Array.from({ length: count }, (_, i) => value(i));

describe("mannWhitney, against go-moremath, benchstat, R and scipy", () => {
  it.each([
    { name: "go-moremath, disjoint", x: small, y: [12, 11, 13, 15], u: 0, less: 1 / 70, two: 2 / 70, greater: 1 },
    { name: "go-moremath", x: small, y: [0, 4, 6, 7], u: 5, less: 17 / 70, two: 34 / 70, greater: 58 / 70 },
    { name: "go-moremath, itself", x: small, y: small, u: 8, less: 0.6285714286, two: 1, greater: 0.6285714286 },
    {
      name: "go-moremath, ties",
      x: small,
      y: [2, 2, 2, 2],
      u: 10,
      less: 0.8571428571,
      two: 0.7142857143,
      greater: 0.3571428571,
    },
    // go-moremath's own test expects 0 here, under a note that it is wrong; counting the orders gives 2/21.
    { name: "ties throughout", x: small, y: [1, 1, 1, 1, 1], u: 17.5, less: 1, two: 2 / 21, greater: 1 / 21 },
    { name: "benchmath, disjoint threes", x: [-1, -1, -1], y: [1, 1, 1], u: 0, less: 0.05, two: 0.1, greater: 1 },
  ])("gives $name", ({ x, y, u, less, two, greater }) => {
    const answer = mannWhitney({ candidate: x, reference: y });
    expect(answer).toMatchObject({ method: "exact", u });
    expect(answer.pLess).toBeCloseTo(less, 9);
    expect(answer.pTwoSided).toBeCloseTo(two, 9);
    expect(answer.pGreater).toBeCloseTo(greater, 9);
  });

  it("gives scipy's documented example", () => {
    const answer = mannWhitney({ candidate: [19, 22, 16, 29, 24], reference: [20, 11, 17, 12] });
    expect(answer.u).toBe(17);
    expect(answer.pTwoSided).toBeCloseTo(0.1111111111, 9);
  });

  it("gives R's wilcox.test example", () => {
    const candidate = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const answer = mannWhitney({ candidate, reference: [1.15, 0.88, 0.9, 0.74, 1.21] });
    expect(answer.u).toBe(35);
    expect(answer.pGreater).toBeCloseTo(0.1272061272, 9);
    expect(answer.pTwoSided).toBeCloseTo(0.2544122544, 9);
  });

  it("gives benchmath's two values with ties", () => {
    expect(mannWhitney({ candidate: [1, -1, -1, -1], reference: [-1, 1, 1, 1] }).pTwoSided).toBeCloseTo(34 / 70, 9);
  });

  it("gives benchstat's two benchmarks", () => {
    const json = {
      reference: [1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774],
      candidate: [1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425],
    };
    const gob = {
      reference: [3069, 3075, 3069, 3067, 3207, 3064, 3064, 3058, 3059, 3062],
      candidate: [3075, 3065, 3059, 3065, 3060, 3081, 3186, 3135, 3087, 3062],
    };
    expect(mannWhitney(json)).toMatchObject({ u: 0, pTwoSided: 2 / 184_756 });
    expect(100 - mannWhitney(gob).u).toBe(39.5);
    expect(mannWhitney(gob).pTwoSided).toBeCloseTo(0.4461018857, 9);
  });

  it("falls back to the normal approximation where counting would take too long", () => {
    const answer = mannWhitney({ candidate: many(500, (i) => 2 * i), reference: many(600, (i) => 2 * i - 41) });
    expect(answer).toMatchObject({ method: "normal", u: 135_250 });
    expect(answer.pLess).toBeCloseTo(0.002466768, 9);
    expect(answer.pTwoSided).toBeCloseTo(0.0049335361, 9);
    expect(answer.pGreater).toBeCloseTo(0.997534693, 9);
  });

  it.each([
    [3, 0.1],
    [4, 0.0285714],
    [5, 0.0079365],
    [6, 0.0021645],
    [7, 0.00058275],
    [8, 0.0001554],
    [9, 4.1135e-5],
    [10, 1.0825e-5],
  ])("has benchstat's smallest two-sided p with %d values a side", (count, p) => {
    const answer = mannWhitney({ reference: many(count, (i) => i), candidate: many(count, (i) => count + i) });
    expect(answer.pTwoSided / p).toBeCloseTo(1, 4);
  });

  it("gives Kayenta's effect sizes", () => {
    expect(mannWhitney({ reference: [1, 2, 3, 4, 5], candidate: [1, 2, 3, 4, 5] }).effect).toBe(0.5);
    expect(mannWhitney(effectSizes.disjointMetric).effect).toBe(0);
    expect(mannWhitney(effectSizes.highMetric).effect).toBeCloseTo(0.771, 3);
    expect(mannWhitney(effectSizes.lowMetric).effect).toBeCloseTo(0.12, 10);
  });
});

describe("mannWhitney", () => {
  it("ranks what was censored last, and ties it", () => {
    const censored = mannWhitney({ reference: [1, 2, 3, inf], candidate: [4, inf, inf, inf] });
    expect(censored).toEqual(mannWhitney({ reference: [1, 2, 3, 9], candidate: [4, 9, 9, 9] }));
  });

  it("finds nothing in values that are all equal", () => {
    const equal = { method: "degenerate", u: 4.5, effect: 0.5, pGreater: 1, pLess: 1, pTwoSided: 1 };
    expect(mannWhitney({ reference: [7, 7, 7], candidate: [7, 7, 7] })).toEqual(equal);
    expect(mannWhitney({ reference: [inf, inf, inf], candidate: [inf, inf, inf] })).toEqual(equal);
  });

  it("refuses what is not a number, and a side without values", () => {
    expect(() => mannWhitney({ reference: [1], candidate: [Number.NaN] })).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: something that is not a number cannot be ranked]`,
    );
    expect(() => mannWhitney({ reference: [], candidate: [1] })).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: a rank test needs values on both sides]`,
    );
  });

  it("stays exact beyond what whole numbers in a double hold", () => {
    const reference = many(40, (i) => i);
    const candidate = many(40, (i) => i + 5.5);
    const answer = mannWhitney({ reference, candidate });
    // scipy 1.17 with method="exact"; its approximation differs in the fourth digit.
    expect(answer.method).toBe("exact");
    expect(answer.pGreater).toBeCloseTo(0.024354581945865518, 10);
  });
});

const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(inf)), { minLength: 1, maxLength: 6 });

describe("mannWhitney, for any samples", () => {
  it("equals the count over every way to choose the candidate's values", () => {
    fc.assert(
      fc.property(values, values, (reference, candidate) => {
        const answer = mannWhitney({ reference, candidate });
        const pooled = [...reference, ...candidate];
        const all = subsets(pooled.length, candidate.length).map((chosen) =>
          pairsWon(
            pooled.filter((_, index) => !chosen.has(index)),
            pooled.filter((_, index) => chosen.has(index)),
          ),
        );
        expect(answer.u).toBe(pairsWon(reference, candidate));
        expect(answer.pGreater).toBeCloseTo(all.filter((u) => u >= answer.u).length / all.length, 10);
        expect(answer.pLess).toBeCloseTo(all.filter((u) => u <= answer.u).length / all.length, 10);
      }),
    );
  });

  it("is mirrored when the sides change places or the values change sign", () => {
    const big = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(big, big, (reference, candidate) => {
        const answer = mannWhitney({ reference, candidate });
        const swapped = mannWhitney({ reference: candidate, candidate: reference });
        const negated = mannWhitney({ reference: reference.map((v) => -v), candidate: candidate.map((v) => -v) });
        for (const mirrored of [swapped, negated]) {
          expect(mirrored.pLess).toBeCloseTo(answer.pGreater, 12);
          expect(mirrored.pGreater).toBeCloseTo(answer.pLess, 12);
          expect(mirrored.effect).toBeCloseTo(1 - answer.effect, 12);
        }
      }),
    );
  });
});

/** Pairs in which the candidate is larger, ties one half: the definition of U. */
function pairsWon(reference: readonly number[], candidate: readonly number[]): number {
  return candidate
    .flatMap((c) => reference.map((r) => (c > r ? 1 : c === r ? 0.5 : 0)))
    .reduce<number>((a, b) => a + b, 0);
}

function subsets(count: number, size: number): Set<number>[] {
  const masks = Array.from({ length: 2 ** count }, (_, mask) => mask);
  return masks
    .map((mask) => new Set(Array.from({ length: count }, (_, bit) => bit).filter((bit) => mask & (1 << bit))))
    .filter((chosen) => chosen.size === size);
}
