// C8: a node's head never goes back on its own chain. A reorganisation may lower it, because then other blocks took the
// place of those that went; what a restart loses is C11's question. Kin: stale reads (Radix 2022).

import { counted } from "../verdicts.ts";
import { type Checker, unknown } from "./checker.ts";
import { findRestarts } from "./restarts.ts";

export const readMonotonicity: Checker = {
  name: "ledger.C8",
  title: "head monotonicity",
  check(view) {
    const { history } = view.chain;
    let answered = 0;
    for (const looks of history.looks.values()) for (const look of looks) if (look.head !== undefined) answered += 1;
    if (answered === 0) return unknown("no node ever told its head");
    const restarts = findRestarts(view.run.events, Number.POSITIVE_INFINITY);
    const back = history.stepsBack.filter((step) => {
      const looks = history.looks.get(step.node) ?? [];
      const before = looks.findLast((look) => look.seq < step.seq && look.head !== undefined)?.atMs ?? 0;
      // Down since it was last asked: its process is another one now.
      return !restarts.some(
        ({ node, downAtMs, upAtMs }) => node === step.node && downAtMs <= step.atMs && (upAtMs ?? step.atMs) >= before,
      );
    });
    const restarted = history.stepsBack.length - back.length;
    const excused = restarted === 0 ? "" : ` but over ${counted(restarted, "restart")}, which C11 judges`;
    const first = back[0];
    if (first === undefined) {
      return {
        status: "pass",
        summary: `${counted(answered, "look")} at ${counted(history.looks.size, "node")}, none went back${excused}`,
      };
    }
    return {
      status: "fail",
      summary: `${first.node} went from height ${first.fromHeight} back to ${first.toHeight} with nothing in place of the blocks between${back.length > 1 ? `, and ${back.length - 1} more times` : ""}`,
      evidence: back.map((step) => step.seq),
    };
  },
};
