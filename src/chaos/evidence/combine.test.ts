import { describe, expect, it } from "vitest";
import type { Observation } from "../../model/fault.ts";
import { combineEvidence, evidenceOf, lookSafely } from "./combine.ts";

const observation = (asExpected: boolean): Observation => ({ what: "x", expected: "a", found: "b", asExpected });
const seen = (atMs: number) => evidenceOf([observation(true)], atMs);
const unseen = (atMs: number) => evidenceOf([observation(false), observation(true)], atMs);

describe("evidence", () => {
  it("is seen only when every observation is as expected", () => {
    expect(seen(1).seen).toBe(true);
    expect(unseen(1).seen).toBe(false);
  });
  it("of nothing is not seen", () => {
    expect(evidenceOf([], 1).seen).toBe(false);
    expect(combineEvidence([]).seen).toBe(false);
  });
  it("of several is seen when all were, at the moment of the last", () => {
    expect(combineEvidence([seen(7), seen(3)])).toMatchObject({ seen: true, atMs: 7 });
    expect(combineEvidence([seen(7), unseen(3)])).toMatchObject({ seen: false });
  });
  it("of a look that throws is not seen, and tells the error", async () => {
    const look = () => Promise.reject(new Error("blind"));
    expect(await lookSafely({ look, what: "effect of split", sinceStartMs: () => 5 })).toMatchInlineSnapshot(`
      {
        "atMs": 5,
        "observations": [
          {
            "asExpected": false,
            "expected": "an observation",
            "found": "looking failed: blind",
            "what": "effect of split",
          },
        ],
        "seen": false,
      }
    `);
  });
});
