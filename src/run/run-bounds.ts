import type { Plan } from "../model/plan.ts";

/** What no phase of the schedule accounts for: start of the loads, drain, snapshots. */
const slackMs = 60_000;
/** A one-shot fault ends when its target is back; recovery is counted from there. */
const oneShotMs = 30_000;

/** Longest time the load of a plan may have to go on: corpus, canaries and generators are sized by it. */
export function longestLoadMs(plan: Plan): number {
  const faults = plan.faults.reduce((sum, fault) => {
    const startMs = fault.start.kind === "at" ? fault.start.atMs : 0;
    return sum + startMs + (fault.spec.durationMs ?? oneShotMs) + plan.recovery.withinMs + plan.recovery.holdMs;
  }, 0);
  return plan.steady.withinMs + plan.steady.forMs + faults + plan.measureMs + slackMs;
}
