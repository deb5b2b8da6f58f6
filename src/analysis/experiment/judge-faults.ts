// Did each fault happen, and is it over? Both were looked at from outside; a fault that did not bite proves nothing.

import { formatDuration } from "../../base/duration.ts";
import type { Evidence } from "../../model/fault.ts";
import type { Verdict } from "../../model/verdict.ts";
import type { RunView } from "../run-view.ts";
import { type Finding, firstFew, verdict } from "../verdicts.ts";
import type { FaultWindow } from "../windows.ts";

/** Two verdicts per fault: that it bit, and that it was over. */
export function judgeFaults(view: RunView): Verdict[] {
  return view.windows.faults.flatMap((fault) => [
    verdict(`experiment.fault-bit.${fault.name}`, judgeBite(fault)),
    verdict(`experiment.fault-over.${fault.name}`, judgeEnd(fault)),
  ]);
}

/** Why a fault cannot be judged by, or undefined when it was seen to bite. */
export function whyNoBite(fault: FaultWindow): string | undefined {
  if (fault.active?.evidence.seen === true) return undefined;
  if (fault.refused !== undefined) return `it was not carried out: ${fault.refused.why}`;
  if (fault.requested === undefined) return "it was never asked for";
  if (fault.active === undefined) return "it was asked for, but never carried out";
  return `it was carried out, but not seen from outside: ${unexpected(fault.active.evidence)}`;
}

function judgeBite(fault: FaultWindow): Finding {
  const why = whyNoBite(fault);
  const event = fault.active ?? fault.refused ?? fault.requested;
  const evidence = event === undefined ? [] : [event.seq];
  if (why !== undefined) return { status: "unknown", summary: `${fault.name} did not bite: ${why}`, evidence };
  const { askedAtMs = 0, evidence: seen } = fault.active ?? {};
  const targets = firstFew(fault.requested?.targets ?? [], 5);
  const tookMs = (seen?.atMs ?? 0) - askedAtMs;
  const summary = `${fault.name} hit ${targets} and was seen from outside ${formatDuration(tookMs)} after it was asked for`;
  return { status: "pass", summary, evidence };
}

function judgeEnd(fault: FaultWindow): Finding {
  if (fault.active === undefined) return { status: "skipped", summary: `${fault.name} was not carried out` };
  if (fault.reverted === undefined) {
    const summary = `${fault.name} was still on when the record ended`;
    return { status: "unknown", summary, evidence: [fault.active.seq] };
  }
  const evidence = [fault.reverted.seq];
  if (fault.reverted.evidence.seen) return { status: "pass", summary: `${fault.name} was seen to be over`, evidence };
  const summary = `the end of ${fault.name} was not seen from outside: ${unexpected(fault.reverted.evidence)}`;
  return { status: "unknown", summary, evidence };
}

function unexpected(evidence: Pick<Evidence, "observations">): string {
  const odd = evidence.observations.filter((observation) => !observation.asExpected);
  const told = odd.map(({ what, expected, found }) => `${what}: expected ${expected}, found ${found}`);
  return told.length === 0 ? "nothing was observed" : firstFew(told);
}
