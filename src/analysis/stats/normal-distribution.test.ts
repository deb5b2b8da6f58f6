import { describe, expect, it } from "vitest";
import { normalUpperTail } from "./normal-distribution.ts";

describe("normalUpperTail", () => {
  // scipy 1.17 scipy.stats.norm.sf; 2.99 to 3.01 lie on either side of the change of method.
  it.each([
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [1.96, 0.024997895148220435],
    [2.99, 0.0013948872354922468],
    [3, 0.0013498980316300933],
    [3.01, 0.0013062384487694675],
    [8, 6.22096057427174e-16],
    [30, 4.906713927147908e-198],
    [-1, 0.8413447460685429],
  ])("beyond %d lies a share of %d", (z, share) => {
    expect(normalUpperTail(z) / share).toBeCloseTo(1, 11);
  });

  it("is nothing beyond infinity and everything above minus infinity", () => {
    expect(normalUpperTail(Number.POSITIVE_INFINITY)).toBe(0);
    expect(normalUpperTail(Number.NEGATIVE_INFINITY)).toBe(1);
    expect(() => normalUpperTail(Number.NaN)).toThrow("not a number");
  });
});
