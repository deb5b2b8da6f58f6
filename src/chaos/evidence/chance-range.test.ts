import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fastRandom } from "../../base/fast-random.ts";
import { shareRange } from "./chance-range.ts";

const counts = (percent: number, of: number, correlation = 0) => {
  const { least, mean, most } = shareRange({ percent, correlation }, of);
  return [Math.round(least * of), Math.round(mean * of * 10) / 10, Math.round(most * of)];
};

describe("the counts that a chance may give", () => {
  // The quantiles 0.0005 and 0.9995 by exact fractions.
  it.each([
    [30, 200, [39, 60, 82]],
    [50, 100, [34, 50, 66]],
    [1, 200, [0, 2, 8]],
    [99, 200, [192, 198, 200]],
    [10, 20, [0, 2, 7]],
  ])("at a chance of %d in a hundred, of %d, are those of the binomial distribution", (percent, of, expected) => {
    expect(counts(percent, of)).toEqual(expected);
  });
  it("are certain at the ends", () => {
    expect(counts(100, 50)).toEqual([50, 50, 50]);
    expect(counts(0, 50)).toEqual([0, 0, 0]);
    expect(shareRange(undefined, 50)).toEqual({ least: 0, mean: 0, most: 0 });
  });
  it("are fewer with netem's correlation, which keeps numbers near the middle", () => {
    const [least = 0, mean = 0, most = 0] = counts(30, 200, 50);
    // Some 11 % to 13 % in the kernel; 30 % would be 60.
    expect(mean).toBeGreaterThan(20);
    expect(mean).toBeLessThan(30);
    expect(most).toBeLessThan(60);
    expect(least).toBeLessThan(mean);
  });
  it("leave no room for a chance that is three times as high, nor for none", () => {
    const [least = 0, , most = 0] = counts(20, 200);
    expect(least).toBeGreaterThan(0);
    expect(most).toBeLessThan(100);
  });
  it("hold what is drawn", () => {
    const draw = fastRandom(7);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), (percent) => {
        const [least = 0, , most = 0] = counts(percent, 200);
        let missed = 0;
        for (let trial = 0; trial < 200; trial++) {
          let count = 0;
          for (let packet = 0; packet < 200; packet++) if (draw(10_000) < percent * 100) count++;
          if (count < least || count > most) missed++;
        }
        // One in a thousand is expected, so 0.2 of 200.
        expect(missed).toBeLessThanOrEqual(4);
      }),
      { numRuns: 30, seed: 3 },
    );
  });
});
