// The healthy run that tests of checkers plant their bugs into, and which checkers find them.

import { checkLedger } from "../analysis/checkers/check-ledger.ts";
import { viewRun } from "../analysis/run-view.ts";
import type { RecordedRun } from "../model/recorded-run.ts";
import type { VerdictStatus } from "../model/verdict.ts";
import { simulatedRun } from "./run-builder.ts";

/** Every transfer has an account of its own, so that a lost one leaves no gap behind it. */
export const healthyRun = (): RecordedRun =>
  simulatedRun()
    .transfers({ name: "transfers", perSecond: 2, senders: 1_000 })
    .contracts({ name: "contracts", perSecond: 1, senders: 1_000 })
    .fault({ name: "kill", kind: "pod-kill", targets: ["signer-0"], atMs: 15_000, forMs: 2_000 })
    .finality(6)
    .until(30_000)
    .build();

/** `C4`, `C12`: the checkers of this status, in their order. */
export function checkersOf(run: RecordedRun, status: VerdictStatus): string[] {
  const verdicts = checkLedger(viewRun(run)).filter((one) => one.status === status);
  return verdicts.map((one) => one.name.replace("ledger.", ""));
}

/** Those that fail. C12 repeats the others, so it is left out; it must fail whenever one of them does. */
export function failingCheckers(run: RecordedRun): string[] {
  const failing = checkersOf(run, "fail");
  const others = failing.filter((name) => name !== "C12");
  return others.length > 0 === failing.includes("C12") ? others : [...others, "C12 does not agree with them"];
}
