import { describe, expect, it } from "vitest";
import { describeEvidence } from "./describe-evidence.ts";

describe("describeEvidence", () => {
  it.each([
    [[], "–"],
    [[7], "7"],
    [[171, 12, 903], "171, 12, 903"],
    [[140, 141, 142, 150], "140–142, 150 (4 events)"],
    [[9, 8, 7], "9, 8, 7"],
  ])("puts %j as %s", (seqs, text) => expect(describeEvidence(seqs)).toBe(text));
});
