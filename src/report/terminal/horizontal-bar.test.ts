import { describe, expect, it } from "vitest";
import { horizontalBar } from "./horizontal-bar.ts";

const bar = (value: number, most = 80) => horizontalBar({ value, most, columns: 10 });

describe("horizontalBar", () => {
  it.each([
    [80, "██████████"],
    [200, "██████████"],
    [40, "█████"],
    [13, "█▋"],
    [0.001, "▏"],
    [0, ""],
    [Number.NaN, ""],
  ])("draws %d of 80 as %s", (value, expected) => {
    expect(bar(value)).toBe(expected);
  });

  it("draws nothing where there is nothing to compare with", () => {
    expect(bar(0, 0)).toBe("");
    expect(bar(5, Number.NEGATIVE_INFINITY)).toBe("");
  });
});
