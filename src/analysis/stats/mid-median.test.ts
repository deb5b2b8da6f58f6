import { describe, expect, it } from "vitest";
import { midMedian } from "./mid-median.ts";

const inf = Number.POSITIVE_INFINITY;

describe("midMedian", () => {
  // The medians benchstat prints for its two example benchmarks.
  it.each([
    [[1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774], 1718],
    [[1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425], 1422.5],
    [[3069, 3075, 3069, 3067, 3207, 3064, 3064, 3058, 3059, 3062], 3065.5],
    [[3075, 3065, 3059, 3065, 3060, 3081, 3186, 3135, 3087, 3062], 3070],
    [[-10, 2, 3, 4, 5, 6], 3.5],
    [[2, inf, 1], 2],
    [[1, inf], inf],
    [[inf, inf], inf],
  ])("of %j is %d", (values, median) => {
    expect(midMedian(values)).toBe(median);
  });

  it("refuses what has no middle", () => {
    expect(() => midMedian([])).toThrow("a median needs values");
    expect(() => midMedian([1, Number.NaN, 3])).toThrow("a median needs numbers, got NaN");
  });
});
