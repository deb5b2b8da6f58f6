// All checkers, in the order they are reported, and C12 over them.

import { mergeStatus, type Verdict } from "../../model/verdict.ts";
import type { RunView } from "../run-view.ts";
import { type Finding, verdict } from "../verdicts.ts";
import { balanceConservation } from "./balance-conservation.ts";
import { type Checker, runChecker, sendsTransactions } from "./checker.ts";
import { contractInvariants } from "./contract-invariants.ts";
import { exactlyOnce } from "./exactly-once.ts";
import { noLostTransaction } from "./no-lost-transaction.ts";
import { noPhantom } from "./no-phantom.ts";
import { nonceContinuity } from "./nonce-continuity.ts";
import { oneFinality } from "./one-finality.ts";
import { prefixConsistency } from "./prefix-consistency.ts";
import { readMonotonicity } from "./read-monotonicity.ts";
import { receiptConsistency } from "./receipt-consistency.ts";
import { restartDurability } from "./restart-durability.ts";

export const checkers: readonly Checker[] = [
  noLostTransaction,
  oneFinality,
  prefixConsistency,
  nonceContinuity,
  balanceConservation,
  noPhantom,
  exactlyOnce,
  readMonotonicity,
  receiptConsistency,
  contractInvariants,
  restartDurability,
];

/** One verdict per checker; C12 speaks for all of them. */
export function checkLedger(view: RunView): Verdict[] {
  const verdicts = checkers.map((checker) => runChecker(checker, view));
  return [...verdicts, verdict("ledger.C12", rollUp(verdicts, view))];
}

/** C12: the worst of all; a ledger into which nothing was acknowledged has not been shown to be sound. */
function rollUp(verdicts: readonly Verdict[], view: RunView): Finding {
  const status = mergeStatus(verdicts.map((one) => one.status));
  const bad = verdicts.filter((one) => one.status === status && status !== "pass");
  if (bad.length > 0) {
    return { status, summary: `ledger as a whole: ${bad.map((one) => one.name).join(", ")} ${status}` };
  }
  let acknowledged = 0;
  for (const { acks } of view.ledger.entries) if (acks.L0 !== undefined) acknowledged += 1;
  if (acknowledged > 0) {
    return { status, summary: `ledger as a whole: nothing wrong with ${acknowledged} acknowledged transactions` };
  }
  return sendsTransactions(view)
    ? { status: "unknown", summary: "ledger as a whole: not one transaction was acknowledged" }
    : { status: "skipped", summary: "ledger as a whole: the plan sends no transactions" };
}
