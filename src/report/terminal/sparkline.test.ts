import { expect, it } from "vitest";
import { sparkline } from "./sparkline.ts";

it("draws the newest latencies on a logarithmic scale", () => {
  expect(sparkline([0, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 1e9, null], 20)).toBe("▁▁▂▃▄▅▆▇██✕");
  expect(sparkline([250, 1_000, null], 2)).toBe("▃✕");
  expect(sparkline([250], 0)).toBe("");
});
