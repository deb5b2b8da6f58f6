import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { block, handRun, head, tx } from "../../testing/hand-journal.ts";
import { notRead, paying, receipts } from "../../testing/hand-state.ts";
import { viewRun } from "../run-view.ts";
import { runChecker } from "./checker.ts";
import { receiptConsistency } from "./receipt-consistency.ts";

const chain = [
  paying(block("b1", "b0", [tx("t1", "alice", 0)]), { gasUsed: 10 }),
  paying(block("b2", "b1", [tx("t2", "alice", 1)]), { gasUsed: 10 }),
  paying(block("b3", "b2", [tx("t3", "alice", 2)]), { gasUsed: 10 }),
  head("a", "b3"),
];
const ofAll = ["b1", "b2"].flatMap((hash) => ["a", "b"].map((node) => receipts(node, hash)));

const judge = (events: readonly EventBody[], options: { nodes?: string[]; version?: string } = {}) =>
  runChecker(receiptConsistency, viewRun(handRun([...chain, ...events], options)));

describe("C9", () => {
  it("passes when all nodes give the same, and says of how many blocks", () => {
    expect(judge(ofAll)).toMatchInlineSnapshot(`
      {
        "evidence": [
          6,
          7,
        ],
        "name": "ledger.C9",
        "status": "pass",
        "summary": "receipts: 2 nodes agree about 2 of 3 blocks, with 2 transactions",
      }
    `);
  });

  it("does not count a block that one node alone was asked for", () => {
    expect(judge([...ofAll, receipts("a", "b3")]).summary).toContain("2 of 3 blocks");
  });

  it.each<[string, Parameters<typeof receipts>[2]]>([
    ["other receipts", { digest: "other" }],
    ["another state root", { stateRoot: "other" }],
    ["another root of receipts", { receiptsRoot: "other" }],
    ["a receipt more", { count: 2 }],
    ["more gas than the header", { gasUsed: 11 }],
  ])("fails when a node gives %s", (_, change) => {
    expect(judge([...ofAll, receipts("a", "b3"), receipts("b", "b3", change)]).status).toBe("fail");
  });

  it("fails when all agree on what does not fit the block", () => {
    const both = ["a", "b"].map((node) => receipts(node, "b3", { count: 0 }));
    expect(judge([...ofAll, ...both]).status).toBe("fail");
  });

  it("says which nodes differ about what", () => {
    const other = receipts("b", "b3", { digest: "other", stateRoot: "other" });
    expect(judge([...ofAll, receipts("a", "b3"), other])).toMatchInlineSnapshot(`
      {
        "evidence": [
          8,
          9,
        ],
        "name": "ledger.C9",
        "status": "fail",
        "summary": "receipts: a and b differ about b3 at height 3: receipts, state root",
      }
    `);
    expect(judge([...ofAll, receipts("b", "b3", { count: 0 })]).summary).toMatchInlineSnapshot(
      `"receipts: b gave 0 receipts for the 1 transaction of b3 at height 3"`,
    );
    expect(judge([...ofAll, receipts("b", "b3", { gasUsed: 9 })]).summary).toMatchInlineSnapshot(
      `"receipts: b gave receipts of 9 gas for b3 at height 3, whose header says 10"`,
    );
  });

  it.each<[string, EventBody[]]>([
    ["nothing was read", []],
    ["reading failed", [notRead("a", "b1", "receipts")]],
    ["no block was read on two nodes", [receipts("a", "b1"), receipts("b", "b2")]],
    ["one node gave none", [receipts("a", "b1")]],
    ["a body was never seen", [...ofAll, receipts("a", "d3"), receipts("b", "d3")]],
  ])("does not know when %s", (_, events) => {
    expect(judge(events).status).toBe("unknown");
  });

  it("names the nodes that could not be compared, and why", () => {
    expect(judge([receipts("a", "b1"), notRead("b", "b1", "receipts")])).toMatchInlineSnapshot(`
      {
        "evidence": [
          5,
        ],
        "name": "ledger.C9",
        "status": "unknown",
        "summary": "receipts: no receipts to compare from a, b (timeout)",
      }
    `);
  });

  it("has nothing to compare in a cluster of one node, but still looks at the blocks", () => {
    expect(judge([receipts("a", "b1")], { nodes: ["a"] }).summary).toMatchInlineSnapshot(
      `"receipts: they fit the bodies of 1 block, but one node has no other to agree with"`,
    );
    expect(judge([receipts("a", "b1")], { nodes: ["a"] }).status).toBe("skipped");
    expect(judge([receipts("a", "b1", { count: 2 })], { nodes: ["a"] }).status).toBe("fail");
  });

  it("has nothing to judge when the plan sends no transactions, or the version did not look", () => {
    const run = handRun([...chain, ...ofAll]);
    const quiet: RecordedRun = { ...run, plan: { ...run.plan, canary: { ...run.plan.canary, perSecond: 0 } } };
    expect(runChecker(receiptConsistency, viewRun(quiet)).status).toBe("skipped");
    expect(judge([], { version: "0.1.0" }).status).toBe("skipped");
    expect(judge([], { version: "0.2.0" }).status).toBe("unknown");
    expect(judge([], { version: "1.0.0" }).status).toBe("unknown");
  });
});
