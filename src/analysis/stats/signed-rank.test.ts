import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateCentre, estimatePairedRatio, pairedLogRatios, signedRankTest } from "./signed-rank.ts";

const inf = Number.POSITIVE_INFINITY;
// Hamilton depression scale of nine patients, the example of R's wilcox.test.
const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

describe("signedRankTest, against R and scipy", () => {
  it("gives R's wilcox.test example for pairs", () => {
    const answer = signedRankTest(before.map((value, index) => value - (after[index] ?? 0)));
    expect(answer).toMatchObject({ method: "exact", v: 40, zeros: 0, pGreater: 0.01953125, pTwoSided: 0.0390625 });
  });

  it("falls back to the normal approximation where counting would take too long", () => {
    const differences = Array.from({ length: 400 }, (_, index) => (index % 5 < 2 ? -1 : 1) * (index + 1));
    const answer = signedRankTest(differences);
    expect(answer).toMatchObject({ method: "normal", v: 48_360 });
    // scipy 1.17, method="asymptotic", correction=True.
    expect(answer.pGreater).toBeCloseTo(0.00017864345600454026, 12);
  });
});

describe("signedRankTest", () => {
  it("ranks zeros and then leaves them out, as Pratt did", () => {
    // The ranks of -1, 2, 3 are 2, 3, 4 because the zero holds rank 1: V = 7 of 9, reached by 2 of 8 signs.
    expect(signedRankTest([0, -1, 2, 3])).toEqual({
      method: "exact",
      v: 7,
      zeros: 1,
      pGreater: 0.25,
      pLess: 0.875,
      pTwoSided: 0.5,
    });
  });

  it("finds nothing where nothing differs", () => {
    expect(signedRankTest([0, 0, -0])).toMatchObject({ method: "degenerate", zeros: 3, pTwoSided: 1 });
  });

  it("refuses what is not a number, and no differences at all", () => {
    expect(() => signedRankTest([1, Number.NaN])).toThrow("something that is not a number cannot be ranked");
    expect(() => signedRankTest([])).toThrow("a signed-rank test needs differences");
    expect(() => estimateCentre({ differences: [Number.NaN], confidence: 0.9 })).toThrow(
      "a centre needs numbers, got NaN",
    );
  });

  it("equals the count over every choice of signs", () => {
    const differences = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(differences, (given) => {
        const answer = signedRankTest(given);
        const all = Array.from({ length: 2 ** given.length }, (_, signs) =>
          positiveRanks(given.map((value, bit) => (signs & (1 << bit) ? 1 : -1) * Math.abs(value))),
        );
        expect(answer.v).toBe(positiveRanks(given));
        expect(answer.pGreater).toBeCloseTo(all.filter((v) => v >= answer.v).length / all.length, 12);
        expect(answer.pLess).toBeCloseTo(all.filter((v) => v <= answer.v).length / all.length, 12);
      }),
    );
  });
});

describe("estimateCentre", () => {
  it("gives the median of R's example and the interval between the sixth of its Walsh averages", () => {
    const differences = before.map((value, index) => value - (after[index] ?? 0));
    const centre = estimateCentre({ differences, confidence: 0.95 });
    // wilcox.test(before, after, paired = TRUE, conf.int = TRUE): 0.46, 95 % interval 0.01 to 0.786.
    expect(centre.estimate).toBeCloseTo(0.46, 10);
    expect(centre.low).toBeCloseTo(0.01, 10);
    expect(centre.high).toBeCloseTo(0.786, 10);
    expect(centre).toMatchObject({ order: 6, achieved: 1 - 2 * (10 / 512), reachesLevel: true });
  });

  it("says when so few pairs cannot reach the level", () => {
    expect(estimateCentre({ differences: [1, 2, 3, 4, 5], confidence: 0.95 })).toMatchObject({
      estimate: 3,
      low: 1,
      high: 5,
      achieved: 0.9375,
      reachesLevel: false,
    });
  });

  it("takes hundreds of pairs by the normal approximation", () => {
    const differences = Array.from({ length: 400 }, (_, index) => index - 199.5);
    const { estimate, low, high, achieved } = estimateCentre({ differences, confidence: 0.95 });
    expect(estimate).toBe(0);
    expect(low).toBe(-high);
    expect(achieved).toBeCloseTo(0.95, 3);
  });
});

describe("paired ratios", () => {
  it("are read pair by pair", () => {
    const reference = [10, 20, 40, 80, 160, 320];
    const answer = estimatePairedRatio({ reference, candidate: reference.map((v) => v * 1.1), confidence: 0.95 });
    expect(answer.ratio).toBeCloseTo(1.1, 12);
    expect(answer.low).toBeCloseTo(1.1, 12);
    expect(answer.high).toBeCloseTo(1.1, 12);
  });

  it("take a pair that is censored on both sides for no difference", () => {
    expect(pairedLogRatios({ reference: [inf, inf, 1], candidate: [inf, 1, inf] })).toEqual([0, -inf, inf]);
  });

  it("refuse sides of different length", () => {
    expect(() => pairedLogRatios({ reference: [1], candidate: [] })).toThrow("pairs differ: 1 and 0 values");
  });
});

/** Sum of the midranks, among all magnitudes, of what is positive: the definition of V. */
function positiveRanks(differences: readonly number[]): number {
  return differences
    .filter((difference) => difference > 0)
    .map((difference) => {
      const below = differences.filter((other) => Math.abs(other) < difference).length;
      return below + (differences.filter((other) => Math.abs(other) === difference).length + 1) / 2;
    })
    .reduce((a, b) => a + b, 0);
}
