import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { block, handRun, head, lastWord, noLastWord, sent, tx } from "../../testing/hand-journal.ts";
import { viewRun } from "../run-view.ts";
import { runChecker } from "./checker.ts";
import { noLostTransaction } from "./no-lost-transaction.ts";

const t0 = tx("t0", "alice", 0);
const t1 = tx("t1", "alice", 1);
const chain = [
  block("b0", "-"),
  block("b1", "b0", [t0]),
  block("b2", "b1", [t1]),
  block("b3", "b2"),
  block("b4", "b3"),
];
const seen = [...chain, sent(t0), sent(t1), head("a", "b1"), head("a", "b4")];
const whole = "b0 b1 b2 b3 b4";

const judge = (events: readonly EventBody[], change: (run: RecordedRun) => RecordedRun = (run) => run) =>
  runChecker(noLostTransaction, viewRun(change(handRun(events))));

/** The chain that replaces b2 and later; it has t0 only. */
const other = [block("c2", "b1"), block("c3", "c2"), block("c4", "c3"), block("c5", "c4")];

describe("C1", () => {
  it("passes when every node has what was acknowledged", () => {
    expect(judge([...seen, lastWord("a", whole), lastWord("b", whole)])).toMatchInlineSnapshot(`
      {
        "evidence": [
          9,
          10,
        ],
        "name": "ledger.C1",
        "status": "pass",
        "summary": "acknowledged transactions: 0 of 2 at L1, 0 of 2 at L2 lost",
      }
    `);
  });

  it("fails when all nodes agree on a chain without an acknowledged transaction", () => {
    const after = [...other, lastWord("a", "b0 b1 c2 c3 c4 c5"), lastWord("b", "b0 b1 c2 c3 c4 c5")];
    expect(judge([...seen, ...after])).toMatchInlineSnapshot(`
      {
        "evidence": [
          2,
          13,
          14,
        ],
        "name": "ledger.C1",
        "status": "fail",
        "summary": "acknowledged transactions: 1 of 2 acknowledged at L1 are not on the final chain of a, b: t1",
      }
    `);
  });

  it("fails when one node of two lacks it", () => {
    const after = [...other, lastWord("a", whole), lastWord("b", "b0 b1 c2 c3 c4")];
    expect(judge([...seen, ...after])).toMatchObject({ status: "fail" });
  });

  it("passes when a node is only behind", () => {
    expect(judge([...seen, lastWord("a", whole), lastWord("b", "b0 b1")])).toMatchObject({ status: "pass" });
  });

  it("passes when a node ended on another branch that is not settled either", () => {
    const after = [...other, lastWord("a", whole), lastWord("b", "b0 b1 c2 c3")];
    expect(judge([...seen, ...after])).toMatchObject({ status: "pass" });
  });

  it("passes when it moved to another block", () => {
    const moved = [block("c2", "b1"), block("c3", "c2", [t1]), block("c4", "c3")];
    const after = [...moved, lastWord("a", "b0 b1 c2 c3 c4"), lastWord("b", "b0 b1 c2 c3 c4")];
    expect(judge([...seen, ...after])).toMatchObject({ status: "pass" });
  });

  it("passes within an objective that allows the loss", () => {
    const after = [...other, lastWord("a", "b0 b1 c2 c3 c4 c5"), lastWord("b", "b0 b1 c2 c3 c4 c5")];
    const allowing = (run: RecordedRun) => ({
      ...run,
      plan: { ...run.plan, objectives: { ...run.plan.objectives, rpo: { L1: 1 } } },
    });
    expect(judge([...seen, ...after], allowing)).toMatchObject({ status: "pass" });
  });

  it.each([
    ["no final chain at all", [...seen]],
    ["no final chain of one node", [...seen, lastWord("a", whole), noLastWord("b")]],
    ["nothing sent", [...chain, lastWord("a", whole), lastWord("b", whole)]],
    ["nothing acknowledged", [sent(t0, "unknown"), lastWord("a", "b0"), lastWord("b", "b0")]],
    [
      "an acknowledged one taken back at the very end",
      [...seen, ...other, lastWord("a", "b0 b1 c2"), lastWord("b", "b0 b1 c2 c3")],
    ],
    ["bodies never seen", [...seen, lastWord("a", "b0 b1 d2 d3 d4"), lastWord("b", "b0 b1 d2 d3 d4")]],
  ])("does not know with %s", (_, events) => {
    expect(judge(events)).toMatchObject({ status: "unknown" });
  });

  it("has nothing to judge when the plan sends no transactions", () => {
    const quiet = (run: RecordedRun) => ({
      ...run,
      plan: { ...run.plan, canary: { ...run.plan.canary, perSecond: 0 } },
    });
    expect(judge([...chain, lastWord("a", whole)], quiet)).toMatchObject({ status: "skipped" });
  });
});
