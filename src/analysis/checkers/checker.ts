// A checker judges one property of the ledger from the recorded run. What it lacks makes it say unknown, never pass.
// Rules and numbers follow the table of ledger checkers after Jepsen (ARCHITECTURE.md, Measurement).

import { errorText } from "../../base/errors.ts";
import type { Verdict } from "../../model/verdict.ts";
import type { RunView } from "../run-view.ts";
import { type Finding, verdict } from "../verdicts.ts";

export interface Checker {
  /** `ledger.C4` */
  readonly name: string;
  /** What is judged, as a noun phrase that fits before any finding: "nonce continuity". */
  readonly title: string;
  check(view: RunView): Finding;
}

/** Runs one checker. A checker that breaks does not know. */
export function runChecker(checker: Checker, view: RunView): Verdict {
  try {
    const { status, summary, evidence } = checker.check(view);
    return verdict(checker.name, { status, summary: `${checker.title}: ${summary}`, evidence });
  } catch (error) {
    const summary = `${checker.title}: the checker broke: ${errorText(error)}`;
    return verdict(checker.name, { status: "unknown", summary });
  }
}

/** What was missing to judge by. */
export const unknown = (summary: string): Finding => ({ status: "unknown", summary });
/** Why the question does not arise. */
export const skipped = (summary: string): Finding => ({ status: "skipped", summary });

/** Whether the plan sends any transaction; where it does not, checkers of transactions have nothing to judge. */
export function sendsTransactions({ run, ledger }: RunView): boolean {
  return (
    run.plan.canary.perSecond > 0 || run.plan.loads.some((load) => load.corpus !== "none") || ledger.senders.size > 0
  );
}

/** What keeps a checker from judging the final chains, if anything does. */
export function lackOfFinals(view: RunView): Finding | undefined {
  if (!sendsTransactions(view)) return skipped("the plan sends no transactions");
  if (view.chain.finals.chains.length === 0) return unknown("no node gave its final chain");
  if (view.ledger.senders.size === 0) return unknown("no transaction was recorded as sent");
  return undefined;
}

/** Turns a pass into unknown where evidence is missing that could have shown the opposite. */
export function doubted(finding: Finding, view: RunView): Finding {
  if (finding.status !== "pass") return finding;
  const { missing } = view.chain.finals;
  if (missing.length > 0) {
    const nodes = missing.map(({ node, why }) => `${node} (${why})`).join(", ");
    const evidence = missing.flatMap(({ seq }) => seq ?? []);
    return { status: "unknown", summary: `${finding.summary}, but there is no final chain of ${nodes}`, evidence };
  }
  if (view.ledger.unseenBodies > 0) return unknown(unseenBodies(view));
  return finding;
}

/** Why the content of some blocks is not known. */
export const unseenBodies = (view: RunView): string =>
  `the bodies of ${view.ledger.unseenBodies} canonical blocks were never seen`;

/** Seq numbers of the final snapshots, the evidence of what is judged on them. */
export const snapshotSeqs = (view: RunView): number[] =>
  view.chain.finals.chains.flatMap((final) => final.snapshots.map((snapshot) => snapshot.seq));
