import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fastRandom } from "../../base/fast-random.ts";
import { findTruncation } from "./mser.ts";

describe("findTruncation", () => {
  // Vector 8.17.
  it("cuts the descent off that comes before eight batches alike", () => {
    const steady = Array.from({ length: 8 }, () => [5, 5.1, 4.9, 5, 5.05]).flat();
    const found = findTruncation([10, 9, 8, 7, 6, ...steady]);
    expect(found).toMatchObject({ truncate: 5, steady: true });
    expect(found.statistic).toBeCloseTo(0, 20);
  });

  it("cuts nothing off what is steady from the beginning", () => {
    expect(findTruncation(new Array<number>(60).fill(7))).toEqual({ truncate: 0, statistic: 0, steady: true });
  });

  it("says of a series that rises to its end that it never became steady", () => {
    const rising = Array.from({ length: 100 }, (_, second) => second);
    expect(findTruncation(rising)).toMatchObject({ truncate: 50, steady: false });
  });

  it("says the same of a series without two batches", () => {
    for (const length of [0, 3, 9]) expect(findTruncation(new Array<number>(length).fill(1)).steady).toBe(false);
  });

  it("finds the end of a warm-up that fades into noise", () => {
    const draw = fastRandom(2);
    const fading = Array.from({ length: 300 }, (_, second) => 100 + 80 * Math.exp(-second / 10) + draw(10));
    const { truncate, steady } = findTruncation(fading);
    expect(steady).toBe(true);
    expect(truncate).toBeGreaterThanOrEqual(15);
    expect(truncate).toBeLessThanOrEqual(60);
  });

  it("minimises what it says it minimises, over every truncation up to half", () => {
    const series = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(series, (values) => {
        const statistics = values.slice(0, Math.floor(values.length / 2) + 1).map((_, first) => {
          const kept = values.slice(first);
          const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
          return kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kept.length ** 2;
        });
        expect(findTruncation(values, 1).statistic).toBeCloseTo(Math.min(...statistics), 9);
      }),
    );
  });
});
