import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { incompleteBeta, inverseIncompleteBeta } from "./incomplete-beta.ts";

describe("incompleteBeta", () => {
  // scipy 1.17 scipy.stats.beta.cdf
  it.each([
    [0.5, 2, 3, 0.6875],
    [0.3, 5, 0.5, 0.0006913033857629756],
    [1e-5, 0.01, 20, 0.9233628284745636],
    [0.9, 200, 10, 0.0019952082927795897],
    [0, 2, 3, 0],
    [1, 2, 3, 1],
  ])("at %d with shapes %d and %d is %d", (x, a, b, share) => {
    expect(incompleteBeta({ x, a, b })).toBeCloseTo(share, 13);
  });

  it("keeps its relative precision in a far tail", () => {
    expect(incompleteBeta({ x: 1e-4, a: 50, b: 1 }) / 1e-200).toBeCloseTo(1, 11);
  });

  it("converges for the shapes of a hundred million samples", () => {
    expect(incompleteBeta({ x: 0.5, a: 5e7, b: 5e7 })).toBeCloseTo(0.5, 6);
  });

  it("refuses what is outside its range", () => {
    expect(() => incompleteBeta({ x: 0.5, a: 0, b: 1 })).toThrow(
      "a beta distribution needs positive shapes, got 0 and 1",
    );
    expect(() => incompleteBeta({ x: -0.1, a: 1, b: 1 })).toThrow("a beta distribution lives on 0 to 1, asked at -0.1");
    expect(() => incompleteBeta({ x: Number.NaN, a: 1, b: 1 })).toThrow("asked at NaN");
    expect(() => inverseIncompleteBeta({ share: 2, a: 1, b: 1 })).toThrow("a share lies between 0 and 1, got 2");
  });
});

const shape = fc.double({ min: 0.2, max: 300, noNaN: true });
const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });

describe("incompleteBeta, for any shapes", () => {
  it("mirrors: I_x(a, b) + I_(1-x)(b, a) = 1", () => {
    fc.assert(
      fc.property(share, shape, shape, (x, a, b) => {
        expect(incompleteBeta({ x, a, b }) + incompleteBeta({ x: 1 - x, a: b, b: a })).toBeCloseTo(1, 10);
      }),
    );
  });

  it("is, for whole shapes, the chance of at least `a` successes of a + b - 1 trials (DLMF 8.17.5)", () => {
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (x, a, b) => {
        let tail = 0;
        let term = x ** (a + b - 1);
        for (let successes = a + b - 1; successes >= a; successes--) {
          tail += term;
          term *= (successes / (a + b - successes)) * ((1 - x) / x);
        }
        expect(incompleteBeta({ x, a, b })).toBeCloseTo(tail, 9);
      }),
    );
  });
});

describe("inverseIncompleteBeta", () => {
  // scipy 1.17 scipy.stats.beta.ppf
  it.each([
    [0.2, 0.5, 3, 0.011554488147974142],
    [0.999, 40, 2, 0.9988795040143149],
    [0, 2, 2, 0],
    [1, 2, 2, 1],
  ])("of share %d with shapes %d and %d is %d", (given, a, b, x) => {
    expect(inverseIncompleteBeta({ share: given, a, b })).toBeCloseTo(x, 12);
  });

  it("undoes incompleteBeta", () => {
    // With a shape below 1 the density is infinite at an end, where neighbouring doubles are far apart in share.
    const bounded = fc.double({ min: 1, max: 300, noNaN: true });
    fc.assert(
      fc.property(share, bounded, bounded, (given, a, b) => {
        expect(incompleteBeta({ x: inverseIncompleteBeta({ share: given, a, b }), a, b })).toBeCloseTo(given, 9);
      }),
      { numRuns: 50 },
    );
  });
});
