import { describe, expect, it } from "vitest";
import { block, handRun, head, lastWord, sent, tx } from "../../testing/hand-journal.ts";
import { simulatedRun } from "../../testing/run-builder.ts";
import { viewRun } from "../run-view.ts";
import { checkLedger } from "./check-ledger.ts";
import { runChecker } from "./checker.ts";

const rollUp = (verdicts: ReturnType<typeof checkLedger>) => verdicts.find((one) => one.name === "ledger.C12");

describe("C12", () => {
  it("passes over a healthy run", () => {
    const run = simulatedRun().transfers({ name: "transfers", perSecond: 2 }).until(30_000).build();
    expect(rollUp(checkLedger(viewRun(run)))).toMatchInlineSnapshot(`
      {
        "evidence": [],
        "name": "ledger.C12",
        "status": "pass",
        "summary": "ledger as a whole: nothing wrong with 112 acknowledged transactions",
      }
    `);
  });

  it("never passes when nothing was acknowledged, whatever the others say", () => {
    const t0 = tx("t0", "alice", 0);
    const blocks = [block("b1", "b0", [t0]), block("b2", "b1"), block("b3", "b2")];
    const words = ["a", "b"].map((node) => lastWord(node, "b0 b1 b2 b3", { alice: 1 }));
    // Of a version that took no last look at the state, so that what was not looked at does not count.
    const run = handRun([sent(t0, "unknown"), ...blocks, head("a", "b3"), head("b", "b3"), ...words], {
      version: "0.1.0",
    });
    const verdicts = checkLedger(viewRun(run));
    expect(new Set(verdicts.slice(0, -1).map((one) => one.status))).toEqual(new Set(["pass", "skipped"]));
    expect(rollUp(verdicts)).toMatchObject({ status: "unknown" });
  });
});

describe("runChecker", () => {
  it("turns a checker that breaks into one that does not know", () => {
    const broken = {
      name: "ledger.C99",
      title: "a broken one",
      check: () => {
        throw new Error("no such chain");
      },
    };
    expect(runChecker(broken, viewRun(handRun([])))).toMatchInlineSnapshot(`
      {
        "evidence": [],
        "name": "ledger.C99",
        "status": "unknown",
        "summary": "a broken one: the checker broke: no such chain",
      }
    `);
  });
});
