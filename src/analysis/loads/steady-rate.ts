// Whether a load met its rate while nothing was wrong. Offered is what the plan asked for, not what the generator got
// round to recording: one that stops early must not look as if it had met its rate.

import type { Operation } from "../../model/operation.ts";
import type { LoadSpec } from "../../model/plan.ts";
import { isWithin, type Span } from "../windows.ts";

export interface SteadyRate {
  readonly operations: readonly Operation[];
  readonly offered: number;
  readonly achieved: number;
  readonly dropped: number;
  readonly seconds: number;
  readonly share: number;
}

/** Counts the operations that were intended in the span. A ramping load offers what its schedule recorded. */
export function measureSteadyRate(
  load: LoadSpec,
  options: { operations: readonly Operation[]; steady: Span; disturbedAtMs: number | undefined },
): SteadyRate {
  const { steady, disturbedAtMs = Number.POSITIVE_INFINITY } = options;
  const intended = options.operations.filter((operation) => isWithin(steady, operation.intendedAtMs));
  // What was on its way when the fault struck tells of the fault.
  const operations = intended.filter((operation) => operation.kind === "dropped" || operation.doneAtMs < disturbedAtMs);
  const struck = intended.length - operations.length;
  const seconds = (steady.toMs - steady.fromMs) / 1000;
  // A grid of n per second has n x seconds points in a span, give or take the one at its edge.
  const planned = load.rate.kind === "constant" ? Math.floor(load.rate.perSecond * seconds) - 1 - struck : 0;
  const offered = Math.max(operations.length, planned);
  const achieved = operations.filter((operation) => operation.kind !== "dropped" && operation.outcome === "ok").length;
  const dropped = operations.filter((operation) => operation.kind === "dropped").length;
  return { operations, offered, achieved, dropped, seconds, share: offered === 0 ? 0 : achieved / offered };
}

/** Met: nothing was dropped and at least the asked share of what was offered ended ok. */
export const isRateMet = (rate: SteadyRate, minRateShare: number): boolean =>
  rate.dropped === 0 && rate.share >= minRateShare;
