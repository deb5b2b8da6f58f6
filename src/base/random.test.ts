import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "./random.ts";

describe("seeded randomness", () => {
  it("gives the same numbers for the same seed and stream", () => {
    const draw = () => seededRandom(7).stream("faults").next();
    expect(draw()).toBe(draw());
  });

  it("keeps streams apart, so that a new consumer does not shift another's numbers", () => {
    const root = seededRandom(7);
    const first = root.stream("a").next();
    root.next();
    root.stream("b").next();
    expect(seededRandom(7).stream("a").next()).toBe(first);
    expect(root.stream("b").next()).not.toBe(first);
  });

  it("samples without replacement, every member alike", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 12 }), (seed, count) => {
        const items = Array.from({ length: 10 }, (_, index) => index);
        const chosen = seededRandom(seed).sample(items, count);
        expect(new Set(chosen).size).toBe(Math.min(count, 10));
        expect(chosen.every((item) => items.includes(item))).toBe(true);
      }),
    );
  });

  it("is uniform enough to choose targets by", () => {
    const random = seededRandom(1);
    const counts = [0, 0, 0, 0, 0];
    for (let draws = 0; draws < 5000; draws++) counts[random.below(5)] = (counts[random.below(5)] ?? 0) + 1;
    // Expected 1000 each with a standard deviation of 28: 800 to 1200 is far outside chance, and the seed is fixed.
    expect(counts.every((count) => count > 800 && count < 1200)).toBe(true);
  });
});
