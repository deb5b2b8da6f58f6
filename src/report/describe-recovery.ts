// Recovery in words, for tables and cells.

import { assertNever } from "../base/assert.ts";
import type { FaultResult, Recovery, Result } from "../model/result.ts";
import type { VerdictStatus } from "../model/verdict.ts";
import { formatMs, notMeasured } from "./format.ts";

/** Recovery time from injection, or the word for why there is none. */
export function recoveryTime(recovery: Recovery): string {
  switch (recovery.kind) {
    case "recovered":
      return formatMs(recovery.fromInjectionMs);
    case "no-impact":
      return "no impact";
    case "censored":
      return recovery.fromInjectionMs === null ? "not recovered" : `> ${formatMs(recovery.fromInjectionMs)}`;
    case "unknown":
      return "unknown";
    default:
      return assertNever(recovery.kind);
  }
}

/** Relative to the end of the fault; a negative time means it came back while the fault was still on. */
export function fromClearing(recovery: Recovery): string {
  if (recovery.fromClearingMs === null) return notMeasured;
  return recovery.fromClearingMs < 0
    ? `${formatMs(-recovery.fromClearingMs)} before clearing`
    : formatMs(recovery.fromClearingMs);
}

export const serviceRecovery = (fault: FaultResult): Recovery | undefined =>
  fault.recoveries.find((recovery) => recovery.subject === "service");

/** Status of the RTO verdict on one subject of one fault; undefined when it was not judged. */
export function rtoStatus(result: Result, fault: FaultResult, subject: string): VerdictStatus | undefined {
  const of = subject === "service" ? subject : `node.${subject}`;
  return result.verdicts.find((verdict) => verdict.name === `rto.${fault.name}.${of}`)?.status;
}
