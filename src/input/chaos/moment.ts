// When something begins, as far as it can be said before the run: counted from the start of the Schedule or Workflow that
// it belongs to.

import type { Wait } from "../../model/plan.ts";

export interface Moment {
  /** Not before this. */
  readonly soonestMs: number;
  /** At the latest then, status checks around it taking their longest. Deadlines count from here. */
  readonly latestMs: number;
  /** Nor before any of these. */
  readonly waits: readonly Wait[];
}

export const theStart: Moment = { soonestMs: 0, latestMs: 0, waits: [] };

export function laterBy(moment: Moment, ms: number): Moment {
  return {
    soonestMs: moment.soonestMs + ms,
    latestMs: moment.latestMs + ms,
    waits: moment.waits.map(({ name, plusMs }) => ({ name, plusMs: plusMs + ms })),
  };
}

/** When all of them have been. */
export function latestOf(first: Moment, ...others: readonly Moment[]): Moment {
  return others.reduce(
    (one, other) => ({
      soonestMs: Math.max(one.soonestMs, other.soonestMs),
      latestMs: Math.max(one.latestMs, other.latestMs),
      waits: withoutShorter([...one.waits, ...other.waits]),
    }),
    first,
  );
}

/** Of two waits for the same name the longer says it all. */
function withoutShorter(waits: readonly Wait[]): readonly Wait[] {
  const longest = new Map<string, Wait>();
  for (const wait of waits) {
    if (wait.plusMs >= (longest.get(wait.name)?.plusMs ?? 0)) longest.set(wait.name, wait);
  }
  return [...longest.values()];
}
