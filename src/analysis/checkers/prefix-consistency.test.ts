import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import { block, handRun, lastWord, noLastWord } from "../../testing/hand-journal.ts";
import { viewRun } from "../run-view.ts";
import { runChecker } from "./checker.ts";
import { prefixConsistency } from "./prefix-consistency.ts";

const chain = ["b1", "b2", "b3", "b4", "b5"].map((hash, index) => block(hash, `b${index}`));
const judge = (...events: EventBody[]) => runChecker(prefixConsistency, viewRun(handRun([...chain, ...events])));

describe("C3", () => {
  it("passes when all end with the same chain", () => {
    const same = [lastWord("a", "b0 b1 b2 b3 b4"), lastWord("b", "b0 b1 b2 b3 b4")];
    expect(judge(...same).summary).toMatchInlineSnapshot(
      `"agreement on the settled chain: 2 nodes with the same blocks up to height 2"`,
    );
  });

  it.each([
    ["one is behind", "b0 b1 b2 b3 b4 b5", "b0 b1 b2"],
    ["they differ only in what is not settled", "b0 b1 b2 b3 b4 b5", "b0 b1 b2 c3 c4"],
    ["the chain is shorter than its confirmations", "b0 b1", "b0 c1"],
  ])("passes when %s", (_, first, second) => {
    expect(judge(lastWord("a", first), lastWord("b", second))).toMatchObject({ status: "pass" });
  });

  it("fails when a settled block differs", () => {
    const forked = [lastWord("a", "b0 b1 b2 b3 b4 b5"), lastWord("b", "b0 b1 c2 c3 c4 c5")];
    expect(judge(...forked)).toMatchInlineSnapshot(`
      {
        "evidence": [
          5,
          6,
        ],
        "name": "ledger.C3",
        "status": "fail",
        "summary": "agreement on the settled chain: at height 2 there is b2 on a, but c2 on b",
      }
    `);
  });

  it.each([
    ["two settled blocks are swapped", "b0 b2 b1 b3 b4 b5"],
    ["a settled block is left out", "b0 b2 b3 b4 b5"],
  ])("fails when on every node %s", (_, hashes) => {
    expect(judge(lastWord("a", hashes), lastWord("b", hashes))).toMatchObject({ status: "fail" });
  });

  it("does not know without any final chain, or with one missing", () => {
    expect(judge()).toMatchObject({ status: "unknown" });
    expect(judge(lastWord("a", "b0 b1"), noLastWord("b"))).toMatchInlineSnapshot(`
      {
        "evidence": [
          6,
        ],
        "name": "ledger.C3",
        "status": "unknown",
        "summary": "agreement on the settled chain: 1 node with the same blocks up to height 0, but there is no final chain of b (timeout)",
      }
    `);
  });
});
