import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustBenjaminiHochberg, adjustHolm } from "./multiple-tests.ts";

const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(10)));

describe("adjustments, against R and stdlib", () => {
  it("give R's p.adjust", () => {
    const given = [0.01, 0.04, 0.03, 0.005, 0.2];
    expect(rounded(adjustHolm(given))).toEqual([0.04, 0.09, 0.09, 0.025, 0.2]);
    expect(rounded(adjustBenjaminiHochberg(given))).toEqual([0.025, 0.05, 0.05, 0.025, 0.2]);
  });

  it("give stdlib's padjust", () => {
    const given = [0.319, 0.201, 0.4, 0.374, 0.113];
    expect(rounded(adjustHolm(given))).toEqual([0.957, 0.804, 0.957, 0.957, 0.565]);
    expect(rounded(adjustBenjaminiHochberg(given))).toEqual([0.4, 0.4, 0.4, 0.4, 0.4]);
    expect(rounded(adjustBenjaminiHochberg([0.008, 0.03, 0.123, 0.6, 0.2]))).toEqual([0.04, 0.075, 0.205, 0.6, 0.25]);
  });
});

const family = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

describe.each([
  ["adjustHolm", adjustHolm],
  ["adjustBenjaminiHochberg", adjustBenjaminiHochberg],
])("%s, for any family", (_, adjust) => {
  it("keeps the order, never lowers a p value and never exceeds one", () => {
    fc.assert(
      fc.property(family, (given) => {
        const adjusted = adjust(given);
        expect(adjusted).toHaveLength(given.length);
        for (const [index, p] of given.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(p);
          expect(adjusted[index]).toBeLessThanOrEqual(1);
          for (const [other, q] of given.entries())
            if (q < p) expect(adjusted[other]).toBeLessThanOrEqual(adjusted[index] ?? 0);
        }
      }),
    );
  });

  it("leaves a single test as it is, and refuses what is no p value", () => {
    expect(adjust([0.03])).toEqual([0.03]);
    expect(() => adjust([1.2])).toThrow("a p value lies between 0 and 1, got 1.2");
    expect(() => adjust([Number.NaN])).toThrow("a p value lies between 0 and 1, got NaN");
  });
});

describe("adjustHolm and adjustBenjaminiHochberg", () => {
  it("rank by strictness: the false discovery rate asks for less", () => {
    fc.assert(
      fc.property(family, (given) => {
        const holm = adjustHolm(given);
        for (const [index, p] of adjustBenjaminiHochberg(given).entries()) {
          expect(p).toBeLessThanOrEqual((holm[index] ?? 0) + 1e-12);
        }
      }),
    );
  });
});
