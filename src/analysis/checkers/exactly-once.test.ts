import { describe, expect, it } from "vitest";
import { block, type HandTx, handRun, lastWord, sent, tx } from "../../testing/hand-journal.ts";
import { viewRun } from "../run-view.ts";
import { runChecker } from "./checker.ts";
import { exactlyOnce } from "./exactly-once.ts";

const [t0, t1] = [tx("t0", "alice", 0), tx("t1", "alice", 1)];

function judge(first: readonly HandTx[], second: readonly HandTx[], hashes = "b0 b1 b2") {
  const chain = [block("b1", "b0", first), block("b2", "b1", second), block("c2", "b1", second)];
  return runChecker(exactlyOnce, viewRun(handRun([sent(t0), ...chain, lastWord("a", hashes), lastWord("b", hashes)])));
}

describe("C7", () => {
  it("passes when each is there once", () => {
    expect(judge([t0], [t1])).toMatchObject({ status: "pass" });
  });

  it("passes when a transaction is in two blocks of which one is canonical", () => {
    expect(judge([], [t0])).toMatchObject({ status: "pass" });
  });

  it("fails when the same transaction is there twice", () => {
    expect(judge([t0], [t0]).summary).toMatchInlineSnapshot(
      `"inclusion exactly once: 1 included a second time on a, b: t0 (nonce 0 of alice)"`,
    );
  });

  it("fails when another transaction used the same nonce", () => {
    expect(judge([t0], [tx("t0x", "alice", 0)]).summary).toMatchInlineSnapshot(
      `"inclusion exactly once: 1 included a second time on a, b: t0x (nonce 0 of alice)"`,
    );
  });

  it("does not know without final chains", () => {
    const view = viewRun(handRun([sent(t0), block("b1", "b0", [t0])]));
    expect(runChecker(exactlyOnce, view)).toMatchObject({ status: "unknown" });
  });
});
