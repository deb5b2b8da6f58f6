import type { Clock } from "./clock.ts";

export interface BothClocks {
  readonly nowMs: number;
  readonly wallMs: number;
}

/** Readings further apart than this do not belong together. */
const apartMsMax = 2;
const triesMax = 10;

/**
 * One moment on both clocks. On a busy machine a process may be put aside between two readings, which would look like
 * a step of the wall clock; so the wall is read between two readings of the monotonic clock, which must be close
 * (Cristian's algorithm). Undefined when the machine was too busy each time.
 */
export function readBothClocks(clock: Pick<Clock, "nowMs" | "wallMs">): BothClocks | undefined {
  for (let tries = 0; tries < triesMax; tries++) {
    const beforeMs = clock.nowMs();
    const wallMs = clock.wallMs();
    const afterMs = clock.nowMs();
    if (afterMs - beforeMs <= apartMsMax) return { nowMs: (beforeMs + afterMs) / 2, wallMs };
  }
  return undefined;
}
