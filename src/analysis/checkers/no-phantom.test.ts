import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import { block, handRun, lastWord, sent, tx } from "../../testing/hand-journal.ts";
import { simulatedRun } from "../../testing/run-builder.ts";
import { viewRun } from "../run-view.ts";
import { runChecker } from "./checker.ts";
import { noPhantom } from "./no-phantom.ts";

const [t0, t1] = [tx("t0", "alice", 0), tx("t1", "alice", 1)];
const words = [lastWord("a", "b0 b1"), lastWord("b", "b0 b1")];
const judge = (...events: EventBody[]) => runChecker(noPhantom, viewRun(handRun([...events, ...words])));

describe("C6", () => {
  it("passes when everything canonical was sent", () => {
    expect(judge(sent(t0), sent(t1), block("b1", "b0", [t0, t1]))).toMatchObject({ status: "pass" });
  });

  it("passes when an attempt without an answer got in", () => {
    expect(judge(sent(t0, "unknown"), block("b1", "b0", [t0]))).toMatchObject({ status: "pass" });
  });

  it("passes when one of several attempts was accepted", () => {
    const attempts = [sent(t0, "rejected"), sent(t0, "unknown"), sent(t0, "rejected")];
    expect(judge(...attempts, block("b1", "b0", [t0]))).toMatchObject({ status: "pass" });
  });

  it("fails for one of our senders' transactions that nobody sent", () => {
    expect(judge(sent(t0), block("b1", "b0", [t0, t1]))).toMatchInlineSnapshot(`
      {
        "evidence": [
          1,
        ],
        "name": "ledger.C6",
        "status": "fail",
        "summary": "phantom transactions: never sent: t1",
      }
    `);
  });

  it("fails for one that was refused with certainty", () => {
    expect(judge(sent(t0, "rejected"), block("b1", "b0", [t0])).summary).toMatchInlineSnapshot(
      `"phantom transactions: refused, yet included: t0"`,
    );
  });

  it("does not blame the chain for what a damaged record may have lost", () => {
    const run = handRun([sent(t0, "rejected"), block("b1", "b0", [t0, t1]), ...words]);
    const { loads } = simulatedRun().transfers({ name: "transfers", perSecond: 1 }).build().plan;
    const cut = viewRun({ ...run, plan: { ...run.plan, loads }, defects: ["the journal has no run.ended"] });
    expect(runChecker(noPhantom, cut).summary).toMatchInlineSnapshot(
      `"phantom transactions: 2 canonical transactions without a record of being sent and taken, but the record ends before transfers did, so operations may be missing"`,
    );
    expect(runChecker(noPhantom, cut).status).toBe("unknown");
  });

  it("does not know without final chains, or when a body is missing", () => {
    const view = viewRun(handRun([sent(t0), block("b1", "b0", [t0])]));
    expect(runChecker(noPhantom, view)).toMatchObject({ status: "unknown" });
    expect(judge(sent(t0))).toMatchObject({ status: "unknown" });
  });
});
