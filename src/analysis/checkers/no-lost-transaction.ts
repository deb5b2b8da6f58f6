// C1: every transaction acknowledged at a level is canonical on every synced node in the end.
// Kin: Jepsen's set-full. Node agreement is no evidence: all can agree on having lost it (Radix 2022).

import type { AckLevel } from "../../model/plan.ts";
import { measureLoss } from "../rpo.ts";
import type { RunView } from "../run-view.ts";
import { type Finding, firstFew, shortHash } from "../verdicts.ts";
import { type Checker, doubted, lackOfFinals, snapshotSeqs, unknown, unseenBodies } from "./checker.ts";

export const noLostTransaction: Checker = {
  name: "ledger.C1",
  title: "acknowledged transactions",
  check(view) {
    const lack = lackOfFinals(view);
    if (lack !== undefined) return lack;
    const levels = judgedLevels(view);
    const losses = measureLoss(view, new Map()).filter(({ level }) => levels.includes(level.level));
    if (losses.every(({ level }) => level.acknowledged === 0)) return unknown("nothing was acknowledged");
    const over = losses.find(({ level }) => level.lost > allowed(view, level.level));
    if (over === undefined) {
      const undecided = losses.reduce((sum, loss) => Math.max(sum, loss.undecided), 0);
      if (undecided > 0)
        return unknown(`${undecided} of the last were taken back, and the end came before it was decided`);
      const counts = losses.map(({ level }) => `${level.lost} of ${level.acknowledged} at ${level.level}`);
      return doubted({ status: "pass", summary: `${counts.join(", ")} lost`, evidence: snapshotSeqs(view) }, view);
    }
    if (view.ledger.unseenBodies > 0) return unknown(unseenBodies(view));
    return describeLoss(view, over);
  },
};

/** Those with an objective; without any, the levels at which a loss is never right. */
function judgedLevels(view: RunView): AckLevel[] {
  const asked = Object.keys(view.run.plan.objectives.rpo) as AckLevel[];
  return asked.length > 0 ? asked : ["L1", "L2"];
}

const allowed = (view: RunView, level: AckLevel): number => view.run.plan.objectives.rpo[level] ?? 0;

function describeLoss(view: RunView, loss: ReturnType<typeof measureLoss>[number]): Finding {
  const { level, missingOn: nodes, evidence, resent } = loss;
  const named = firstFew(level.lostHashes.map(shortHash));
  const how =
    resent === 0
      ? `are not on the final chain of ${firstFew(nodes)}`
      : `were lost, ${resent} of which only came back by being sent again`;
  return {
    status: "fail",
    summary: `${level.lost} of ${level.acknowledged} acknowledged at ${level.level} ${how}: ${named}`,
    evidence: [...evidence, ...snapshotSeqs(view)],
  };
}
