// What became of each fault, for the report.

import { faultType } from "../model/fault.ts";
import type { FaultResult } from "../model/result.ts";
import { whyNoBite } from "./experiment/judge-faults.ts";
import type { SubjectRecovery } from "./recovery/recover-fault.ts";
import { sensitivityTo } from "./recovery/sensitivity-to.ts";
import { roundMs } from "./round.ts";
import type { RunView } from "./run-view.ts";
import type { FaultWindow } from "./windows.ts";

/** A fault as the report shows it. */
export function faultResult(
  view: RunView,
  { fault, recoveries }: { fault: FaultWindow; recoveries: readonly SubjectRecovery[] },
): FaultResult {
  const { requested, active, reverted } = fault;
  const planned = view.run.plan.faults.find((one) => one.name === fault.name)?.spec;
  return {
    name: fault.name,
    faultType: requested?.faultType ?? (planned === undefined ? "unknown" : faultType(planned.action)),
    experiment: requested?.experiment ?? planned?.name ?? fault.name,
    targets: requested?.targets ?? [],
    peers: requested?.peers ?? [],
    requestedAtMs: requested?.atMs ?? null,
    activeAtMs: active?.evidence.seen === true ? roundMs(active.evidence.atMs) : null,
    revertedAtMs: reverted === undefined ? null : roundMs(fault.clearedAtMs ?? reverted.askedAtMs),
    injectionMs: active?.evidence.seen === true ? roundMs(active.evidence.atMs - active.askedAtMs) : null,
    bit: active === undefined ? "not-injected" : active.evidence.seen ? "yes" : "no",
    why: whyNoBite(fault) ?? null,
    recoveries: recoveries.map(({ recovery }) => recovery),
    sensitivity: sensitivityTo(view, { fault, recoveries }),
    reorgDepthMax: active === undefined ? null : deepestReorg(view, fault),
  };
}

/** Most blocks that any node took back at once, from the request to the end of this fault's observation. */
function deepestReorg(view: RunView, fault: FaultWindow): number {
  const fromMs = fault.requested?.atMs ?? Number.POSITIVE_INFINITY;
  return view.chain.history.reorgs
    .filter(({ atMs }) => atMs >= fromMs && atMs < fault.observedUntilMs)
    .reduce((deepest, reorg) => Math.max(deepest, reorg.dropped.length), 0);
}
