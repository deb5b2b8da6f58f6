import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fastRandom, shuffle } from "./fast-random.ts";

const drawsOf = (seed: number, count: number, bound: number) => {
  const draw = fastRandom(seed);
  return Array.from({ length: count }, () => draw(bound));
};

describe("fastRandom", () => {
  it("gives the same numbers for the same seed and others for the next one", () => {
    expect(drawsOf(7, 20, 1000)).toEqual(drawsOf(7, 20, 1000));
    expect(drawsOf(7, 20, 1000)).not.toEqual(drawsOf(8, 20, 1000));
    expect(drawsOf(7, 20, 1000)).not.toEqual(drawsOf(7 + 2 ** 32, 20, 1000));
  });

  it("stays below its bound", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 31 }), (seed, bound) =>
        drawsOf(seed, 20, bound).every((value) => Number.isInteger(value) && value >= 0 && value < bound),
      ),
    );
  });

  it("is uniform, also for the first number of many seeds", () => {
    for (const values of [drawsOf(1, 10_000, 10), Array.from({ length: 10_000 }, (_, seed) => fastRandom(seed)(10))]) {
      const counts = new Array<number>(10).fill(0);
      for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
      // Expected 1000 each; chi-squared with 9 degrees of freedom is above 27.9 once in a thousand fixed seeds.
      expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9);
    }
  });
});

describe("shuffle", () => {
  it("keeps every item", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const shuffled = [...items];
        shuffle(shuffled, fastRandom(seed));
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
      }),
    );
  });

  it("gives every order alike", () => {
    const counts = new Map<string, number>();
    const draw = fastRandom(3);
    for (let round = 0; round < 6000; round++) {
      const items = [1, 2, 3];
      shuffle(items, draw);
      counts.set(items.join(), (counts.get(items.join()) ?? 0) + 1);
    }
    // Expected 1000 each of six orders, with a standard deviation of 29; the seed is fixed.
    expect([...counts.values()].every((count) => count > 850 && count < 1150)).toBe(true);
    expect(counts.size).toBe(6);
  });
});
