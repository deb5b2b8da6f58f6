import { describe, expect, it } from "vitest";
import { binomialShares, sharesFromRatios } from "./discrete-shares.ts";

describe("binomialShares", () => {
  it("gives Pascal's triangle for a fair coin", () => {
    expect([...binomialShares({ count: 4, probability: 0.5 })].map((share) => share * 16)).toEqual([1, 4, 6, 4, 1]);
  });

  it("sums to one for a million trials, where factorials overflow", () => {
    const shares = binomialShares({ count: 1_000_000, probability: 0.999 });
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
    // The normal density at the mean: 1 / sqrt(2 pi n p (1 - p)).
    expect(shares[999_000]).toBeCloseTo(0.0126, 4);
  });

  it("knows the distribution of no trials", () => {
    expect([...binomialShares({ count: 0, probability: 0.3 })]).toEqual([1]);
  });
});

describe("sharesFromRatios", () => {
  it("gives the same from any start", () => {
    const from = (start: number) => [...sharesFromRatios({ size: 4, start, ratio: (value) => 1 / value })];
    for (const [index, share] of from(0).entries()) expect(from(3)[index]).toBeCloseTo(share, 12);
    expect(() => from(4)).toThrow("a distribution of 4 values cannot start at 4");
  });
});
