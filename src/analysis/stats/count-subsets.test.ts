import { describe, expect, it } from "vitest";
import { countSubsets, countSubsetsOfSize, cumulativeOf, tailsAt } from "./count-subsets.ts";

describe("countSubsetsOfSize", () => {
  it("counts by sum", () => {
    // Pairs of 1, 2, 3, 4: 12 13 14 23 24 34.
    expect([...(countSubsetsOfSize({ members: [4, 2, 1, 3], size: 2 }) ?? [])]).toEqual([0, 0, 0, 1, 1, 2, 1, 1]);
    expect([...(countSubsetsOfSize({ members: [5, 5, 5], size: 2 }) ?? [])].at(10)).toBe(3);
  });

  it("counts all of C(56, 28) orders without losing one", () => {
    const counts = countSubsetsOfSize({ members: Array.from({ length: 56 }, (_, index) => index + 1), size: 28 });
    expect(counts?.reduce((sum, count) => sum + count, 0)).toBe(7_648_690_600_760_440);
  });

  it("declines what would take too long or overflow", () => {
    const ranks = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    expect(countSubsetsOfSize({ members: ranks(400), size: 200 })).toBeUndefined();
    expect(countSubsetsOfSize({ members: ranks(1001), size: 1 })).toBeUndefined();
    expect(countSubsets(ranks(1001).fill(0))).toBeUndefined();
    expect(countSubsets(ranks(500))).toBeUndefined();
  });
});

describe("countSubsets", () => {
  it("counts subsets of any size, the empty one too", () => {
    expect([...(countSubsets([1, 2, 3]) ?? [])]).toEqual([1, 1, 1, 2, 1, 1, 1]);
  });
});

describe("tailsAt and cumulativeOf", () => {
  it("include the sum itself on either side", () => {
    const counts = new Float64Array([1, 2, 1]);
    expect(tailsAt(counts, 1)).toEqual({ atMost: 0.75, atLeast: 0.75 });
    expect([-1, 0, 1, 2, 3].map(cumulativeOf(counts))).toEqual([0, 0.25, 0.75, 1, 1]);
  });
});
