import { describe, expect, it } from "vitest";
import { formatDuration, parseDurationMs } from "./duration.ts";

describe("a Go duration", () => {
  it.each([
    ["1s", 1000],
    ["1m30s", 90_000],
    ["0.5s", 500],
    ["1.5h", 5_400_000],
    ["250us", 0.25],
    ["-10m", -600_000],
    ["0", 0],
    [".5s", 500],
  ])("reads %s", (text, ms) => expect(parseDurationMs(text)).toBeCloseTo(ms, 9));

  it.each(["", "10", "s", "1 s", "1s ", "1x", "1s2", "1e3s", "∞", "--1s", "1m-2s"])("refuses %j", (text) =>
    expect(parseDurationMs(text)).toBeUndefined(),
  );
});

it.each([
  [0, "0 ms"],
  [850.4, "850 ms"],
  [12_340, "12.3 s"],
  [59_999, "1 m 00 s"],
  [245_000, "4 m 05 s"],
  [3_720_000, "1 h 02 m"],
  [-1500, "-1.5 s"],
  [Number.POSITIVE_INFINITY, "∞"],
])("%d ms reads %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
