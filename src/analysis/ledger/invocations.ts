// What the harness asked for: one entry per transaction, whatever number of attempts it took to submit it.

import { eventsOf, type Outcome } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";

export interface Invocation {
  /** Name of the load, or `canary`. */
  readonly load: string;
  readonly hash: string;
  readonly from: string;
  readonly nonce: number;
  /** Of the first attempt. */
  readonly intendedAtMs: number;
  readonly sentAtMs: number;
  /** Of the attempt that decided the outcome. */
  readonly doneAtMs: number;
  /** ok when any attempt was; else unknown when any was, for it may have gone through; else rejected. */
  readonly outcome: Outcome;
}

const canaryLoad = "canary";

const certainty: Readonly<Record<Outcome, number>> = { ok: 2, unknown: 1, rejected: 0 };

/** By transaction hash, loads in the order of the plan, canaries last. */
export function collectInvocations(run: RecordedRun): Map<string, Invocation> {
  const invocations = new Map<string, Invocation>();
  const add = (attempt: Invocation) => {
    const known = invocations.get(attempt.hash);
    if (known === undefined) {
      invocations.set(attempt.hash, attempt);
      return;
    }
    const decides = certainty[attempt.outcome] > certainty[known.outcome];
    if (decides) invocations.set(attempt.hash, { ...known, doneAtMs: attempt.doneAtMs, outcome: attempt.outcome });
  };
  for (const [load, operations] of run.operations) {
    for (const operation of operations) {
      if (operation.kind !== "transaction") continue;
      const { hash, nonce, intendedAtMs, sentAtMs, doneAtMs, outcome } = operation;
      add({ load, hash, from: operation.from.toLowerCase(), nonce, intendedAtMs, sentAtMs, doneAtMs, outcome });
    }
  }
  for (const sent of eventsOf(run.events, "canary.sent")) {
    const { hash, nonce, intendedAtMs, sentAtMs, outcome } = sent;
    const from = sent.from.toLowerCase();
    add({ load: canaryLoad, hash, from, nonce, intendedAtMs, sentAtMs, doneAtMs: sent.atMs, outcome });
  }
  return invocations;
}
