// How much a fault cost in inclusion latency, as one number: canaries from its injection to the end of its observation,
// against those of the undisturbed stretch.

import type { FaultResult } from "../../model/result.ts";
import type { Canary } from "../canaries.ts";
import { roundMs } from "../round.ts";
import type { RunView } from "../run-view.ts";
import { type LatencySample, sensitivity } from "../stats/sensitivity.ts";
import { type FaultWindow, isWithin } from "../windows.ts";
import type { SubjectRecovery } from "./recover-fault.ts";

/** Null where there were no canaries to compare, or where nobody knows whether the service came back. */
export function sensitivityTo(
  view: RunView,
  { fault, recoveries }: { fault: FaultWindow; recoveries: readonly SubjectRecovery[] },
): FaultResult["sensitivity"] {
  const service = recoveries.find(({ recovery }) => recovery.subject === "service")?.recovery;
  const { steady } = view.windows;
  const { injectedAtMs, observedUntilMs } = fault;
  if (service === undefined || service.kind === "unknown" || steady === undefined || injectedAtMs === undefined) {
    return null;
  }
  const under = { fromMs: injectedAtMs, toMs: observedUntilMs };
  const decided = [...view.canaries].filter((canary) => canary.judgement !== "undecided");
  const before = decided.filter((canary) => isWithin(steady, canary.intendedAtMs));
  const after = decided.filter((canary) => isWithin(under, canary.intendedAtMs));
  if (before.length === 0 || after.length === 0) return null;
  const found = sensitivity({
    baseline: sampleOf(before),
    altered: sampleOf(after),
    capMs: view.run.plan.canary.sloMs,
    recovered: service.kind !== "censored",
  });
  const counts = { before: before.length, under: after.length };
  if (found.kind === "infinite") return { scoreMs: null, infinite: true, direction: "slower", ...counts };
  return { scoreMs: roundMs(found.scoreMs), infinite: false, direction: found.direction, ...counts };
}

function sampleOf(canaries: readonly Canary[]): LatencySample {
  const latencies = canaries.flatMap(({ latencyMs }) => latencyMs ?? []);
  return { latenciesMs: latencies.map((latencyMs) => [latencyMs, 1]), lost: canaries.length - latencies.length };
}
