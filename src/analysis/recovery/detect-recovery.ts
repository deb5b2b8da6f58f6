// The recovery rule (ARCHITECTURE.md, Measurement): recovered at the start of the first healthy stretch that lasts
// at least `holdMs` after the impact. A blip of health inside an outage is not a recovery.

import { formatDuration } from "../../base/duration.ts";
import type { Span } from "../windows.ts";
import { mergeUnhealthy, type Unhealthy } from "./unhealthy.ts";

export type Detection =
  | { readonly kind: "no-impact" }
  | {
      readonly kind: "recovered";
      readonly impactAtMs: number;
      readonly recoveredAtMs: number;
      readonly resolutionMs: number;
      readonly unavailableMs: number;
      readonly outages: readonly Unhealthy[];
    }
  | {
      readonly kind: "censored";
      readonly impactAtMs: number;
      /** Certainly not recovered before: a lower bound of the moment that was not seen. */
      readonly notBeforeMs: number;
      readonly unavailableMs: number;
      readonly outages: readonly Unhealthy[];
      readonly note: string;
    };

/** Judges what was unhealthy in the span, which begins at the injection and ends with the observation. */
export function detectRecovery(unhealthy: readonly Unhealthy[], options: { span: Span; holdMs: number }): Detection {
  const { span, holdMs } = options;
  const outages = mergeUnhealthy(unhealthy, span);
  const first = outages[0];
  const last = outages.at(-1);
  if (first === undefined || last === undefined) return { kind: "no-impact" };
  const unavailableMs = outages.reduce((sum, outage) => sum + outage.toMs - outage.fromMs, 0);
  const shared = { impactAtMs: first.fromMs, unavailableMs, outages };
  for (const [index, outage] of outages.entries()) {
    const healthyUntilMs = outages[index + 1]?.fromMs ?? span.toMs;
    if (outage.toMs === span.toMs || healthyUntilMs - outage.toMs < holdMs) continue;
    const resolutionMs = Math.max(first.resolutionMs, outage.resolutionMs);
    return { kind: "recovered", ...shared, recoveredAtMs: outage.toMs, resolutionMs };
  }
  const heldMs = span.toMs - last.toMs;
  const note =
    heldMs === 0
      ? `not recovered when observation ended ${formatDuration(span.toMs - span.fromMs)} after injection: ${last.what}`
      : `healthy again for only ${formatDuration(heldMs)} of the ${formatDuration(holdMs)} asked when observation ended`;
  return { kind: "censored", ...shared, notBeforeMs: last.toMs, note };
}
