import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pooledTTest } from "./pooled-t-test.ts";

describe("pooledTTest", () => {
  // Vector 8.11, "t-test".
  const left = [1, 1.02, 1.05, 0.95, 0.98];
  const right = [0.8, 0.82, 0.85, 0.79, 0.77];

  it("gives Otava's p and the textbook's, as asked for", () => {
    expect(pooledTTest({ left, right, varianceDivisor: "n" }) / 8.8679e-6).toBeCloseTo(1, 4);
    expect(pooledTTest({ left, right, varianceDivisor: "n-1" }) / 2.025e-5).toBeCloseTo(1, 4);
  });

  it("knows no difference where there is none, and is certain where nothing varies but the mean", () => {
    expect(pooledTTest({ left: [2, 2], right: [2, 2, 2], varianceDivisor: "n" })).toBe(1);
    expect(pooledTTest({ left: [2, 2], right: [3], varianceDivisor: "n" })).toBe(0);
  });

  it("cannot tell two single values apart", () => {
    expect(pooledTTest({ left: [2], right: [3], varianceDivisor: "n" })).toBe(1);
  });

  it("stays the same when sides are swapped, and when all values are shifted and scaled", () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 9 }), (one, other, scale) => {
        const p = pooledTTest({ left: one, right: other, varianceDivisor: "n-1" });
        const moved = (list: number[]) => list.map((value) => value * scale - 77);
        expect(pooledTTest({ left: other, right: one, varianceDivisor: "n-1" })).toBeCloseTo(p, 9);
        expect(pooledTTest({ left: moved(one), right: moved(other), varianceDivisor: "n-1" })).toBeCloseTo(p, 9);
        expect(p >= 0 && p <= 1).toBe(true);
      }),
    );
  });
});
