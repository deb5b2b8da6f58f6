import { type Plan, type PlannedCheck, type PlannedFault, planFaultOf } from "../model/plan.ts";

/** What no phase of the schedule accounts for: start of the loads, drain, snapshots. */
const slackMs = 60_000;
/** A one-shot fault ends when its target is back; recovery is counted from there. */
const oneShotMs = 30_000;

/** Longest time the load of a plan may have to go on: corpus, canaries and generators are sized by it. */
export function longestLoadMs(plan: Plan): number {
  const groups = Map.groupBy([...plan.faults, ...(plan.checks ?? [])], ({ name }) => planFaultOf(name));
  const faults = [...groups.values()].reduce(
    (sum, parts) => sum + longestPartsMs(parts) + plan.recovery.withinMs + plan.recovery.holdMs,
    0,
  );
  return plan.steady.withinMs + plan.steady.forMs + faults + plan.measureMs + slackMs;
}

/** Of one fault of the plan file: to the end of its last part, each status check before it taking its longest. */
function longestPartsMs(parts: readonly (PlannedFault | PlannedCheck)[]): number {
  const checksMs = parts.reduce((sum, part) => sum + ("spec" in part ? 0 : longestCheckMs(part)), 0);
  const ends = parts.map((part) => {
    const startMs = part.start.kind === "at" ? part.start.atMs : (part.start.plusMs ?? 0);
    return startMs + ("spec" in part ? (part.spec.durationMs ?? oneShotMs) : 0);
  });
  return Math.max(0, ...ends) + checksMs;
}

const longestCheckMs = ({ deadlineMs, durationMs }: PlannedCheck): number =>
  Math.min(deadlineMs ?? Number.POSITIVE_INFINITY, durationMs ?? Number.POSITIVE_INFINITY);
