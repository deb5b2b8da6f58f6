import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import { block, changed, handRun, head, silent } from "../../testing/hand-journal.ts";
import { viewRun } from "../run-view.ts";
import { runChecker } from "./checker.ts";
import { readMonotonicity } from "./read-monotonicity.ts";

const blocks = [block("b1", "b0"), block("b2", "b1"), block("b3", "b2"), block("c2", "b1")];
const judge = (...events: EventBody[]) => runChecker(readMonotonicity, viewRun(handRun([...blocks, ...events])));

describe("C8", () => {
  it("passes when heads only rise", () => {
    expect(judge(head("a", "b1"), head("b", "b1"), head("a", "b3")).summary).toMatchInlineSnapshot(
      `"head monotonicity: 3 looks at 2 nodes, none went back"`,
    );
  });

  it("passes when a reorganisation lowers the head", () => {
    expect(judge(head("a", "b3"), head("a", "c2"))).toMatchObject({ status: "pass" });
  });

  it("passes when a restarted node comes back lower: that is C11's question", () => {
    const restart = [changed("a", "exited"), silent("a"), changed("a", "started")];
    expect(judge(head("a", "b3"), ...restart, head("a", "b1"))).toMatchObject({ status: "pass" });
  });

  it("fails when a head goes back on its own chain", () => {
    expect(judge(head("a", "b3"), head("a", "b1"))).toMatchInlineSnapshot(`
      {
        "evidence": [
          5,
        ],
        "name": "ledger.C8",
        "status": "fail",
        "summary": "head monotonicity: a went from height 3 back to 1 with nothing in place of the blocks between",
      }
    `);
  });

  it("fails when another node was restarted", () => {
    const restart = [changed("b", "exited"), changed("b", "started")];
    expect(judge(head("a", "b3"), ...restart, head("a", "b1"))).toMatchObject({ status: "fail" });
  });

  it("fails long after a restart", () => {
    const restart = [changed("a", "exited"), changed("a", "started")];
    expect(judge(...restart, head("a", "b3"), head("a", "b1"))).toMatchObject({ status: "fail" });
  });

  it("does not take an answer that came late for a step back", () => {
    const run = handRun([...blocks, head("a", "b3"), head("a", "b1")]);
    const late = Array.from(run.events, (event) =>
      event.type === "probe.sampled" && event.seq === 5 ? { ...event, askedAtMs: 3_500 } : event,
    );
    expect(runChecker(readMonotonicity, viewRun({ ...run, events: late }))).toMatchObject({ status: "pass" });
  });

  it("does not know when no node ever answered", () => {
    expect(judge(silent("a"))).toMatchObject({ status: "unknown" });
  });
});
