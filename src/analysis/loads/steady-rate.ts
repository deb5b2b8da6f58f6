// Whether a load met its rate while nothing was wrong. Offered is what the plan asked for, not what the generator got
// round to recording: one that stops early must not look as if it had met its rate.

import type { LoadSpec } from "../../model/plan.ts";
import type { Span } from "../windows.ts";
import type { SteadyTally } from "./fold-load.ts";

export interface SteadyRate {
  /** Operations that count, with those that were dropped. */
  readonly recorded: number;
  readonly offered: number;
  readonly achieved: number;
  readonly dropped: number;
  readonly seconds: number;
  readonly share: number;
}

/** The rate over the steady stretch. Any but a constant one offers what was recorded. */
export function measureSteadyRate(load: LoadSpec, options: { tally: SteadyTally; steady: Span }): SteadyRate {
  const { steady, tally } = options;
  const { recorded, ok: achieved, dropped, struck } = tally;
  const seconds = (steady.toMs - steady.fromMs) / 1000;
  // A grid of n per second has n x seconds points in a span, give or take the one at its edge.
  const perSecond = load.engine === "k6" && load.rate.kind === "constant" ? load.rate.perSecond : 0;
  const planned = Math.floor(perSecond * seconds) - 1 - struck;
  const offered = Math.max(recorded, planned);
  return { recorded, offered, achieved, dropped, seconds, share: offered === 0 ? 0 : achieved / offered };
}

/** Met: nothing was dropped and at least the asked share of what was offered ended ok. */
export const isRateMet = (rate: SteadyRate, minRateShare: number): boolean =>
  rate.dropped === 0 && rate.share >= minRateShare;
