import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import { block, type HandTx, handRun, lastWord, noLastWord, sent, tx } from "../../testing/hand-journal.ts";
import { viewRun } from "../run-view.ts";
import { runChecker } from "./checker.ts";
import { nonceContinuity } from "./nonce-continuity.ts";

const [t0, t1, t2] = [tx("t0", "alice", 0), tx("t1", "alice", 1), tx("t2", "alice", 2)];

function judge(txs: readonly HandTx[], ...words: EventBody[]) {
  return runChecker(nonceContinuity, viewRun(handRun([sent(t0), block("b1", "b0", txs), ...words])));
}

const both = (alice: number) => [lastWord("a", "b0 b1", { alice }), lastWord("b", "b0 b1", { alice })];

describe("C4", () => {
  it("passes for nonces 0..n-1, in whatever order the blocks list them", () => {
    expect(judge([t1, t0, t2], ...both(3))).toMatchObject({ status: "pass" });
  });

  it("passes for a sender that never got in", () => {
    expect(judge([], ...both(0))).toMatchObject({ status: "pass" });
  });

  it.each([
    ["a gap", [t0, t2], 2, "on a, b alice has no nonce 1"],
    ["a missing first nonce", [t1], 1, "on a, b alice has no nonce 0"],
    ["a duplicate", [t0, t1, tx("t1x", "alice", 1)], 3, "on a, b alice has nonce 1 twice"],
    ["a count that is too high", [t0], 2, "a counts 2 of alice, its chain has 1, b counts 2 of alice, its chain has 1"],
    ["a count that is too low", [t0], 0, "a counts 0 of alice, its chain has 1, b counts 0 of alice, its chain has 1"],
  ])("fails with %s", (_, txs, count, found) => {
    expect(judge(txs, ...both(count))).toMatchObject({ status: "fail", summary: `nonce continuity: ${found}` });
  });

  it("judges every node, not only the first", () => {
    const words = [lastWord("a", "b0 b1", { alice: 1 }), lastWord("b", "b0 b1", { alice: 0 })];
    expect(judge([t0], ...words)).toMatchObject({ status: "fail" });
  });

  it("does not mind foreign senders", () => {
    expect(judge([t0, tx("f", "mallory", 7)], ...both(1))).toMatchObject({ status: "pass" });
  });

  it("does not know without final chains, or when a body is missing", () => {
    expect(judge([t0])).toMatchObject({ status: "unknown" });
    expect(judge([t0], lastWord("a", "b0 b1", { alice: 1 }), noLastWord("b"))).toMatchObject({ status: "unknown" });
    const words = [lastWord("a", "b0 b1 b2", { alice: 2 }), lastWord("b", "b0 b1 b2", { alice: 2 })];
    expect(judge([t0], ...words)).toMatchObject({ status: "unknown" });
  });
});
