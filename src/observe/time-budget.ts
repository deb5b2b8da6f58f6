import type { Clock } from "../base/clock.ts";
import { formatDuration } from "../base/duration.ts";

/** Time for a row of requests, each of which may take what is left of it. */
export interface TimeBudget {
  /** For the next request. Throws when nothing is left, or the run is to end. */
  timeoutMs(): number;
}

/** Starts to count at once. */
export function openTimeBudget(options: { clock: Clock; budgetMs: number; signal: AbortSignal }): TimeBudget {
  const { clock, budgetMs, signal } = options;
  const untilMs = clock.nowMs() + budgetMs;
  return {
    timeoutMs() {
      const leftMs = untilMs - clock.nowMs();
      if (signal.aborted) throw new Error("the run was ended before");
      if (leftMs <= 0) throw new Error(`the ${formatDuration(budgetMs)} for looking at the state were spent before`);
      return leftMs;
    },
  };
}
