// Where each fault, and what followed from it, lies on the time axis.

import type { FaultResult, Recovery, Result } from "../../../model/result.ts";
import { serviceRecovery } from "../../describe-recovery.ts";

export interface FaultSpan {
  /** "F1", in the order of the faults. */
  readonly mark: string;
  readonly fault: FaultResult;
  readonly service: Recovery | undefined;
  readonly fromMs: number;
  readonly toMs: number;
  /** When the service was back; the end of observation when it was not seen back. Never before `toMs`. */
  readonly backMs: number;
  /** Until the next fault, or the end of the drain. */
  readonly observedUntilMs: number;
}

/** Spans of the faults that were carried out, in order. */
export function faultSpansOf(result: Result, spanMs: number): FaultSpan[] {
  const lastPhase = result.phases.findLast((span) => span.phase === "recovery" || span.phase === "drain");
  return result.faults.flatMap((fault, index) => {
    const fromMs = fault.activeAtMs ?? fault.requestedAtMs;
    if (fromMs === null || fault.bit === "not-injected") return [];
    const toMs = Math.max(fromMs, fault.revertedAtMs ?? spanMs);
    const endMs = result.faults[index + 1]?.requestedAtMs ?? lastPhase?.toMs ?? spanMs;
    const observedUntilMs = Math.max(toMs, endMs);
    const service = serviceRecovery(fault);
    const seenBackMs = service?.kind === "censored" ? observedUntilMs : (service?.recoveredAtMs ?? toMs);
    const backMs = Math.max(toMs, seenBackMs);
    return [{ mark: `F${index + 1}`, fault, service, fromMs, toMs, backMs, observedUntilMs }];
  });
}
