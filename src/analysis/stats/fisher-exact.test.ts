import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fisherExactTest } from "./fisher-exact.ts";

describe("fisherExactTest", () => {
  it.each([
    ["the lady tasting tea, three of four right", { hits: 3, count: 4 }, { hits: 1, count: 4 }, 17 / 70],
    ["all four right", { hits: 4, count: 4 }, { hits: 0, count: 4 }, 1 / 70],
    // scipy 1.17 fisher_exact(alternative="greater")
    ["seven of ten against two of ten", { hits: 7, count: 10 }, { hits: 2, count: 10 }, 0.03488925934746368],
    ["a rare thing", { hits: 4, count: 50 }, { hits: 1, count: 500 }, 0.00028475280937447433],
    ["no hits at all", { hits: 0, count: 5 }, { hits: 0, count: 5 }, 1],
    ["nothing but hits", { hits: 5, count: 5 }, { hits: 5, count: 5 }, 1],
    ["a side without runs", { hits: 0, count: 0 }, { hits: 2, count: 5 }, 1],
  ])("gives %s", (_, candidate, reference, p) => {
    expect(fisherExactTest({ candidate, reference })).toBeCloseTo(p, 12);
  });

  it("refuses more hits than runs", () => {
    const reference = { hits: 1, count: 5 };
    expect(() => fisherExactTest({ reference, candidate: { hits: 6, count: 5 } })).toThrow(
      "there cannot be 6 hits of 5",
    );
  });

  it("equals the count over every way to place the hits", () => {
    const side = fc
      .integer({ min: 0, max: 6 })
      .chain((count) => fc.record({ count: fc.constant(count), hits: fc.integer({ min: 0, max: count }) }));
    fc.assert(
      fc.property(side, side, (reference, candidate) => {
        const all = reference.count + candidate.count;
        const placings = Array.from({ length: 2 ** all }, (_, mask) => mask).filter(
          (mask) => ones(mask) === reference.hits + candidate.hits,
        );
        const inCandidate = 2 ** candidate.count - 1;
        const asMany = placings.filter((mask) => ones(mask & inCandidate) >= candidate.hits).length;
        expect(fisherExactTest({ reference, candidate })).toBeCloseTo(asMany / placings.length, 10);
      }),
      { numRuns: 40 },
    );
  });
});

const ones = (mask: number): number => mask.toString(2).replaceAll("0", "").length;
