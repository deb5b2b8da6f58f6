import { describe, expect, it } from "vitest";
import { levelSparkline } from "./level-sparkline.ts";

describe("levelSparkline", () => {
  it("draws values between the least and the greatest", () => {
    expect(levelSparkline([1, 2, 3, 4, 5, 6, 7, 8])).toBe("▁▂▃▄▅▆▇█");
  });

  it("marks where it broke, and what is not known", () => {
    expect(levelSparkline([1, null, 2], [false, false, true])).toBe("▁·|█");
  });

  it("draws a level for values that are all the same, and nothing for none", () => {
    expect(levelSparkline([5, 5])).toBe("▅▅");
    expect(levelSparkline([])).toBe("");
    expect(levelSparkline([1, Number.POSITIVE_INFINITY])).toBe("▅█");
  });
});
