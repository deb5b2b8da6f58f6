import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import { block, changed, handRun, head, silent } from "../../testing/hand-journal.ts";
import { viewRun } from "../run-view.ts";
import { runChecker } from "./checker.ts";
import { restartDurability } from "./restart-durability.ts";

const main = ["b1", "b2", "b3", "b4", "b5", "b6"].map((hash, index) => block(hash, `b${index}`));
const side = [block("c2", "b1"), block("c3", "c2"), block("c4", "c3"), block("c5", "c4")];
const judge = (...events: EventBody[]) =>
  runChecker(restartDurability, viewRun(handRun([...main, ...side, ...events])));

/** Before it went down `a` was at b5, so that b3 was settled. */
const down = [head("a", "b5"), changed("a", "exited"), silent("a"), changed("a", "started"), silent("a")];

describe("C11", () => {
  it.each([["b5"], ["b6"], ["b3"]])("passes when the node comes back at %s", (hash) => {
    expect(judge(...down, head("a", hash))).toMatchObject({ status: "pass" });
  });

  it("fails when it comes back below what was settled, though it catches up later", () => {
    expect(judge(...down, head("a", "b2"), head("a", "b6"))).toMatchInlineSnapshot(`
      {
        "evidence": [
          10,
          11,
          13,
          15,
        ],
        "name": "ledger.C11",
        "status": "fail",
        "summary": "durability over restarts: a came back at height 2, though block 3 was settled before",
      }
    `);
  });

  it("fails when it comes back on another chain", () => {
    expect(judge(...down, head("a", "c5")).summary).toMatchInlineSnapshot(
      `"durability over restarts: a had settled b3 at height 3 and came back with c3"`,
    );
  });

  it.each([
    ["was not seen before", [changed("a", "exited"), changed("a", "started"), head("a", "b6")]],
    ["was not seen again", down],
    ["was not started again", [head("a", "b5"), changed("a", "exited")]],
    ["came back on a chain nobody saw", [...down, head("a", "d6")]],
  ])("does not know when the node %s", (_, events) => {
    expect(judge(...events)).toMatchObject({ status: "unknown" });
  });

  it("has nothing to judge without a restart", () => {
    expect(judge(head("a", "b5"))).toMatchObject({ status: "skipped" });
  });
});
