import { describe, expect, it } from "vitest";
import { ErrorCounts, otherErrors } from "./error-counts.ts";

describe("ErrorCounts", () => {
  it("lists the most frequent first, then by text", () => {
    const counts = new ErrorCounts();
    for (const error of ["b", "a", "c", "c"]) counts.add(error);
    expect(counts.list()).toEqual([
      { error: "c", count: 2 },
      { error: "a", count: 1 },
      { error: "b", count: 1 },
    ]);
  });

  it("puts together what it cannot tell apart any more, and loses none", () => {
    const counts = new ErrorCounts();
    for (let nonce = 0; nonce < 10_000; nonce++) counts.add(`nonce too low: ${nonce}`);
    const listed = counts.list();
    expect(listed[0]).toEqual({ error: otherErrors, count: 9_500 });
    expect(listed.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
  });
});
