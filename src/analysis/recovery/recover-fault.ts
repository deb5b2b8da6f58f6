// Puts the signals together for one fault: how long until the service, and each node it hit, was well again.

import { formatDuration } from "../../base/duration.ts";
import type { Plan } from "../../model/plan.ts";
import type { Recovery } from "../../model/result.ts";
import type { Canaries } from "../canaries.ts";
import { roundMs } from "../round.ts";
import type { RunView } from "../run-view.ts";
import { counted } from "../verdicts.ts";
import type { FaultWindow, Span } from "../windows.ts";
import { findBlindSpots, looksAtAny } from "./blind-spots.ts";
import { findBlockGaps, measureRhythm } from "./block-signal.ts";
import { findLateCanaries } from "./canary-signal.ts";
import { type Detection, detectRecovery } from "./detect-recovery.ts";
import { findNodeOutages } from "./node-signal.ts";
import type { Unhealthy } from "./unhealthy.ts";

export interface SubjectRecovery {
  readonly recovery: Recovery;
  /** Events that show it, the most telling first. */
  readonly evidence: readonly number[];
}

/** Recovery of the service and of every target; of the other side of a partition only where it was hit. */
export function recoverFault(view: RunView, fault: FaultWindow): SubjectRecovery[] {
  if (fault.requested === undefined || fault.injectedAtMs === undefined) return [];
  const { targets, peers } = fault.requested;
  const others = peers.filter((node) => !targets.includes(node));
  const injectedAtMs = fault.injectedAtMs;
  return [
    recoverService(view, { fault, injectedAtMs }),
    ...targets.map((node) => recoverNode(view, { fault, injectedAtMs, node })),
    ...others
      .map((node) => recoverNode(view, { fault, injectedAtMs, node }))
      .filter(({ recovery }) => recovery.kind === "recovered" || recovery.kind === "censored"),
  ];
}

interface Hit {
  readonly fault: FaultWindow;
  readonly injectedAtMs: number;
}

function recoverService(view: RunView, hit: Hit): SubjectRecovery {
  const { plan, header } = view.run;
  const span = { fromMs: hit.injectedAtMs, toMs: hit.fault.observedUntilMs };
  const probeMs = plan.probe.everyMs;
  const rhythm = measureRhythm(view.chain.history, {
    steady: view.windows.steady,
    blockPeriodMs: plan.cluster.consensus.blockPeriodMs,
  });
  const unhealthy = [
    ...findBlockGaps(view.chain.history, { rhythm, endMs: span.toMs, resolutionMs: probeMs }),
    ...(plan.canary.perSecond > 0 ? findLateCanaries(view.canaries, { periodMs: canaryPeriodMs(plan) }) : []),
  ];
  const looks = looksAtAny(view.chain.history.looks, header.observers);
  const blind = findBlindSpots(looks, { span, periodMs: probeMs });
  return judge({ subject: "service", view, hit, span, unhealthy, blind: [...blind, ...canarySilence(view, span)] });
}

const canaryPeriodMs = (plan: Plan): number => 1000 / plan.canary.perSecond;

/** Canaries are sent whatever the network does, so where none was intended the sender itself was away. */
function canarySilence(view: RunView, span: Span): Span[] {
  const { plan } = view.run;
  if (plan.canary.perSecond === 0) return [];
  const sends = sendsOf(view.canaries);
  // One that is not answered when the load stops is not recorded as sent, hence the allowance at the end.
  const decided = { fromMs: span.fromMs, toMs: span.toMs - plan.probe.timeoutMs };
  return findBlindSpots(sends, { span: decided, periodMs: Math.max(canaryPeriodMs(plan), plan.probe.everyMs) });
}

function* sendsOf(canaries: Canaries): Iterable<{ askedAtMs: number; atMs: number }> {
  for (const { intendedAtMs } of canaries) yield { askedAtMs: intendedAtMs, atMs: intendedAtMs };
}

function recoverNode(view: RunView, hit: Hit & { node: string }): SubjectRecovery {
  const span = { fromMs: hit.injectedAtMs, toMs: hit.fault.observedUntilMs };
  const periodMs = view.run.plan.probe.everyMs;
  const looks = view.chain.history.looks.get(hit.node) ?? [];
  const unhealthy = findNodeOutages(looks, { endMs: span.toMs, resolutionMs: periodMs });
  const blind = findBlindSpots(looks, { span, periodMs });
  return judge({ subject: hit.node, view, hit, span, unhealthy, blind });
}

interface Case {
  readonly subject: string;
  readonly view: RunView;
  readonly hit: Hit;
  readonly span: Span;
  readonly unhealthy: readonly Unhealthy[];
  readonly blind: readonly Span[];
}

function judge(one: Case): SubjectRecovery {
  const { holdMs } = one.view.run.plan.recovery;
  const detection = detectRecovery(one.unhealthy, { span: one.span, holdMs });
  const doubt = doubtOf(one, detection);
  if (doubt !== undefined) return { recovery: { ...blank(one), kind: "unknown", note: doubt }, evidence: [] };
  return { recovery: { ...blank(one), ...timesOf(one, detection) }, evidence: evidenceOf(detection) };
}

function blank(one: Case): Recovery {
  return {
    subject: one.subject,
    kind: "unknown",
    impactAtMs: null,
    recoveredAtMs: null,
    fromInjectionMs: null,
    fromImpactMs: null,
    fromClearingMs: null,
    unavailableMs: null,
    resolutionMs: one.view.run.plan.probe.everyMs,
    note: null,
  };
}

/** Why this recovery cannot be dated, if it cannot. */
function doubtOf({ span, blind, hit, view }: Case, detection: Detection): string | undefined {
  if (span.toMs <= span.fromMs) return "the next fault, or the end, came before this one was seen to bite";
  const first = blind[0];
  if (first !== undefined) {
    const longMs = first.toMs - first.fromMs;
    return `nobody was looking for ${formatDuration(longMs)} from ${formatDuration(first.fromMs)} into the run`;
  }
  if (detection.kind !== "no-impact") return undefined;
  const watchedMs = span.toMs - span.fromMs;
  const cleared = hit.fault.clearedAtMs !== undefined && hit.fault.clearedAtMs <= span.toMs;
  if (cleared && watchedMs >= view.run.plan.recovery.holdMs) return undefined;
  return `nothing was unhealthy, but observation ended ${formatDuration(watchedMs)} after injection${cleared ? "" : ", with the fault still on"}`;
}

function timesOf({ hit }: Case, detection: Detection): Partial<Recovery> {
  switch (detection.kind) {
    case "no-impact":
      return { kind: "no-impact", unavailableMs: 0 };
    case "censored": {
      const { kind, impactAtMs, notBeforeMs, unavailableMs, note } = detection;
      const fromInjectionMs = roundMs(notBeforeMs - hit.injectedAtMs);
      return { kind, impactAtMs: roundMs(impactAtMs), fromInjectionMs, unavailableMs: roundMs(unavailableMs), note };
    }
    case "recovered": {
      const { kind, impactAtMs, recoveredAtMs, resolutionMs, unavailableMs } = detection;
      const { clearedAtMs } = hit.fault;
      return {
        kind,
        impactAtMs: roundMs(impactAtMs),
        recoveredAtMs: roundMs(recoveredAtMs),
        resolutionMs,
        unavailableMs: roundMs(unavailableMs),
        fromInjectionMs: roundMs(recoveredAtMs - hit.injectedAtMs),
        fromImpactMs: roundMs(recoveredAtMs - impactAtMs),
        fromClearingMs: clearedAtMs === undefined ? null : roundMs(recoveredAtMs - clearedAtMs),
        note: flapNote(detection),
      };
    }
  }
}

function flapNote(detection: Extract<Detection, { kind: "recovered" }>): string | null {
  const again = detection.outages.filter((outage) => outage.fromMs > detection.recoveredAtMs);
  const first = again[0];
  return first === undefined ? null : `unhealthy again ${counted(again.length, "time")} later (first: ${first.what})`;
}

function evidenceOf(detection: Detection): number[] {
  return detection.kind === "no-impact" ? [] : detection.outages.flatMap((outage) => outage.seqs);
}
