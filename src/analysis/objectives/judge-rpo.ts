// RPO: how many acknowledged transactions are gone in the end, against what the plan allows per level.

import type { Verdict } from "../../model/verdict.ts";
import { snapshotSeqs } from "../checkers/checker.ts";
import { ackLevels, type Loss } from "../rpo.ts";
import type { RunView } from "../run-view.ts";
import { type Finding, firstFew, shortHash, verdict } from "../verdicts.ts";

const levelWords = { L0: "accepted by a node", L1: "seen in a block", L2: "settled" } as const;

/** One verdict per level that has an objective. */
export function judgeRpo(view: RunView, losses: readonly Loss[]): Verdict[] {
  return ackLevels.flatMap((level) => {
    const allowed = view.run.plan.objectives.rpo[level];
    if (allowed === undefined) return [];
    const asked = `transactions ${levelWords[level]} (${level}): asked <= ${allowed} lost`;
    const loss = losses.find((one) => one.level.level === level);
    return [verdict(`rpo.${level}`, judge({ view, loss, asked, allowed }))];
  });
}

function judge(options: { view: RunView; loss: Loss | undefined; asked: string; allowed: number }): Finding {
  const { view, loss, asked, allowed } = options;
  if (loss === undefined) return { status: "unknown", summary: `${asked}, not known: no node gave its final chain` };
  const { level } = loss;
  if (level.acknowledged === 0) return { status: "unknown", summary: `${asked}, not known: none was acknowledged` };
  const again = loss.resent === 0 ? "" : `, ${loss.resent} of which had to be sent again`;
  const found = `found ${level.lost} of ${level.acknowledged}${again}`;
  const evidence = snapshotSeqs(view);
  if (level.lost > allowed) {
    // A block whose body was not seen may hold what seems lost, but nothing that had to be sent again.
    if (view.ledger.unseenBodies > 0 && loss.resent <= allowed) {
      const summary = `${asked}, not known: ${view.ledger.unseenBodies} canonical blocks were never seen with their bodies`;
      return { status: "unknown", summary };
    }
    return { status: "fail", summary: `${asked}, ${found} (${firstFew(level.lostHashes.map(shortHash))})`, evidence };
  }
  if (loss.undecided > 0) {
    const summary = `${asked}, ${found}, but ${loss.undecided} more were taken back and the end came before it was decided`;
    return { status: "unknown", summary, evidence };
  }
  const missing = view.chain.finals.missing.map(({ node }) => node);
  if (missing.length > 0) {
    const summary = `${asked}, ${found}, but there is no final chain of ${missing.join(", ")}`;
    return { status: "unknown", summary, evidence };
  }
  const bound = level.lossRateUpper95;
  const claim = bound === null ? "" : `; with 95 % confidence fewer than ${(bound * 100).toPrecision(2)} % are lost`;
  const moved = level.moved === 0 ? "" : `, ${level.moved} moved to another block`;
  return { status: "pass", summary: `${asked}, ${found}${moved}${claim}`, evidence };
}
