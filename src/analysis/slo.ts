// The events of the SLOs of a plan, by second; what they amount to is worked out in slo/.

import type { SloResult } from "../model/result.ts";
import type { Slo } from "../model/slo.ts";
import { isInTime } from "./loads/slo-fold.ts";
import type { RunView } from "./run-view.ts";
import { countEvent, type EventSeconds, emptySeconds } from "./slo/event-seconds.ts";
import { sloResult } from "./slo/slo-result.ts";
import { isWithin } from "./windows.ts";

/** Judges nothing, only counts; shares are null when there was nothing to count. `slo` is one of the plan's. */
export const measureSlo = (slo: Slo, view: RunView): SloResult =>
  sloResult(secondsOf(slo, view), { slo, windows: view.windows });

function secondsOf(slo: Slo, view: RunView): EventSeconds | undefined {
  if (slo.source.kind === "canary") return canarySeconds(slo, view);
  const { measured } = view.windows;
  const fold = view.loads.get(slo.source.load)?.slos.find((one) => one.slo === slo);
  // A load that the run knows nothing of had no events.
  return fold === undefined ? measured && emptySeconds(measured) : fold.seconds;
}

function canarySeconds(slo: Slo, view: RunView): EventSeconds | undefined {
  const span = view.windows.measured;
  if (span === undefined) return undefined;
  const seconds = emptySeconds(span);
  for (const { intendedAtMs, latencyMs, judgement } of view.canaries) {
    if (judgement === "undecided" || !isWithin(span, intendedAtMs)) continue;
    countEvent(seconds, { atMs: intendedAtMs, good: latencyMs !== undefined && isInTime(slo, latencyMs) });
  }
  return seconds;
}
