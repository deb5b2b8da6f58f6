import { expect, it } from "vitest";
import { readBothClocks } from "./read-both-clocks.ts";

it("takes the wall clock's reading for the middle of the two around it", () => {
  expect(readBothClocks(clockOf([100, 101]))).toEqual({ nowMs: 100.5, wallMs: 5000 });
});

it("reads again when the process was put aside in between", () => {
  expect(readBothClocks(clockOf([100, 111, 120, 120]))).toEqual({ nowMs: 120, wallMs: 5001 });
});

it("says nothing on a machine that is too busy each time", () => {
  const readings = Array.from({ length: 20 }, (_, index) => index * 11);
  expect(readBothClocks(clockOf(readings))).toBeUndefined();
});

/** A monotonic clock with these readings, and a wall clock that tells 5000, 5001, ... */
function clockOf(readings: readonly number[]) {
  let at = 0;
  let wallMs = 5000;
  return { nowMs: () => readings[at++] ?? Number.NaN, wallMs: () => wallMs++ };
}
