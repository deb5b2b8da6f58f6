import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import { block, changed, handRun, head, lastWord } from "../../testing/hand-journal.ts";
import { finalized } from "../../testing/hand-state.ts";
import { viewRun } from "../run-view.ts";
import { runChecker } from "./checker.ts";
import { oneFinality } from "./one-finality.ts";

const main = ["b1", "b2", "b3", "b4", "b5", "b6"].map((hash, index) => block(hash, `b${index}`));
const side = ["c2", "c3", "c4", "c5", "c6"].map((hash, index) => block(hash, index === 0 ? "b1" : `c${index + 1}`));
const chains = [...main, ...side];
/** Two confirmations: b1 to b4 settle on both nodes. */
const settled = [head("a", "b6"), head("b", "b6")];
const judge = (...events: EventBody[]) => runChecker(oneFinality, viewRun(handRun([...chains, ...events])));
const wiped = (node: string): EventBody[] => [
  changed(node, "exited"),
  { type: "node.changed", node, state: "started", by: "fault", wiped: true },
];

describe("C2", () => {
  it("judges by what settled where no node says what is final", () => {
    expect(judge(...settled)).toMatchInlineSnapshot(`
      {
        "evidence": [],
        "name": "ledger.C2",
        "status": "pass",
        "summary": "finality: 5 heights settled on 2 nodes, one block each; no node says by itself what is final",
      }
    `);
  });

  it("passes when all call the same blocks final, each at its own pace", () => {
    const said = [finalized("a", "b1"), finalized("b", "b0"), finalized("a", "b3"), finalized("b", "b2")];
    expect(judge(...settled, ...said)).toMatchInlineSnapshot(`
      {
        "evidence": [
          15,
          16,
        ],
        "name": "ledger.C2",
        "status": "pass",
        "summary": "finality: 5 heights settled on 2 nodes, one block each; 4 heights called final by 2 nodes, one block each, none taken back",
      }
    `);
  });

  it.each<[string, EventBody[]]>([
    ["two nodes call two blocks of a height final", [finalized("a", "b3"), finalized("b", "c3")]],
    ["one node changes its mind", [finalized("a", "b3"), finalized("a", "c3")]],
    ["a block stands on another than what is final below it", [finalized("a", "b3"), finalized("b", "c5")]],
    ["it shows only below, for the higher one came first", [finalized("a", "c5"), finalized("b", "b3")]],
    ["a block is called final that did not settle", [finalized("a", "c4")]],
    ["what is final goes back", [finalized("a", "b3"), finalized("b", "b1"), finalized("a", "b2")]],
    [
      "what is final goes back over a restart that kept the data",
      [finalized("a", "b3"), changed("a", "exited"), changed("a", "started"), finalized("a", "b2")],
    ],
    ["another node was wiped", [finalized("a", "b3"), ...wiped("b"), finalized("a", "b2")]],
  ])("fails when %s", (_, said) => {
    expect(judge(...settled, ...said).status).toBe("fail");
  });

  it("passes when what is final goes back because the node was wiped", () => {
    const said = [finalized("a", "b3"), ...wiped("a"), finalized("a", "b1")];
    expect(judge(...settled, ...said)).toMatchObject({ status: "pass" });
  });

  it("says who called what final", () => {
    expect(judge(...settled, finalized("a", "b3"), finalized("b", "c3"))).toMatchInlineSnapshot(`
      {
        "evidence": [
          13,
          14,
        ],
        "name": "ledger.C2",
        "status": "fail",
        "summary": "finality: at height 3 a called b3 final, but b c3",
      }
    `);
    expect(judge(...settled, finalized("a", "b3"), finalized("b", "c4")).summary).toMatchInlineSnapshot(
      `"finality: a called b3 final, b c4, and they part at height 3"`,
    );
    expect(judge(...settled, finalized("a", "b3"), finalized("a", "b2")).summary).toMatchInlineSnapshot(
      `"finality: a called height 3 final, and later only height 2"`,
    );
    expect(judge(...settled, finalized("a", "c3")).summary).toMatchInlineSnapshot(
      `"finality: at height 3 a called c3 final, but b3 settled on a"`,
    );
  });

  it.each<[string, EventBody[]]>([
    ["two blocks settle at one height", [head("a", "b6"), head("b", "c6")]],
    ["a settled block is replaced", [head("b", "b6"), head("a", "b5"), head("a", "c5")]],
    ["only the last word shows that it was replaced", [...settled, lastWord("a", "b0 b1 c2 c3 c4 c5 c6")]],
    [
      "the last words agree on another chain",
      [...settled, ...["a", "b"].map((one) => lastWord(one, "b0 b1 c2 c3 c4"))],
    ],
  ])("fails when %s", (_, events) => {
    expect(judge(...events).status).toBe("fail");
  });

  it("says what settled and what came instead", () => {
    expect(judge(head("a", "b6"), head("b", "c6"))).toMatchInlineSnapshot(`
      {
        "evidence": [
          11,
          12,
        ],
        "name": "ledger.C2",
        "status": "fail",
        "summary": "finality: at height 2 b2 had settled on a, but c2 settled on b, and 2 more such",
      }
    `);
    expect(judge(head("b", "b6"), head("a", "b4"), head("a", "c4")).summary).toMatchInlineSnapshot(
      `"finality: at height 2 b2 had settled on b, but c2 took its place on a"`,
    );
  });

  it.each<[string, EventBody[]]>([
    ["what had not settled is replaced", [head("a", "b3"), head("a", "c4"), head("a", "c6"), head("b", "c6")]],
    ["a head only goes back, which is for C8 and C11", [...settled, head("a", "b1"), head("a", "b6")]],
    ["a last word hangs together badly, which is for C3", [...settled, lastWord("a", "b0 b2 b1 b3 b4 b5 b6")]],
  ])("passes when %s", (_, events) => {
    expect(judge(...events).status).toBe("pass");
  });

  it.each<[string, EventBody[]]>([
    ["nothing settled", [head("a", "b2"), head("b", "b2")]],
    ["nothing settled on one node", [head("a", "b6"), head("b", "b2")]],
    ["bodies between final blocks are missing", [...settled, finalized("a", "b3"), finalized("a", "d9")]],
  ])("does not know when %s", (_, events) => {
    expect(judge(...events).status).toBe("unknown");
  });
});
