import type { Clock } from "../base/clock.ts";

export interface HealthWait {
  readonly clock: Clock;
  readonly sinceStartMs: () => number;
  readonly signal: AbortSignal;
  /** How long it must hold without a break. */
  readonly forMs: number;
  /** Until when it must have begun to hold. */
  readonly withinMs: number;
  readonly complaints: (nowMs: number) => readonly string[];
}

export type HealthAnswer =
  | { readonly healthy: true; readonly sinceMs: number }
  | { readonly healthy: false; readonly lastComplaints: readonly string[] };

const lookEveryMs = 100;

/** Waits until there has been nothing to complain of for `forMs`. Rejects only when the run is aborted. */
export async function awaitHealthy(wait: HealthWait): Promise<HealthAnswer> {
  const startedAtMs = wait.sinceStartMs();
  let goodSinceMs: number | undefined;
  let lastComplaints: readonly string[] = [];
  for (;;) {
    const nowMs = wait.sinceStartMs();
    const complaints = wait.complaints(nowMs);
    if (complaints.length > 0) {
      goodSinceMs = undefined;
      lastComplaints = complaints;
    } else {
      goodSinceMs ??= nowMs;
      if (nowMs - goodSinceMs >= wait.forMs) return { healthy: true, sinceMs: goodSinceMs };
    }
    const beganInTime = goodSinceMs !== undefined && goodSinceMs - startedAtMs <= wait.withinMs;
    if (!beganInTime && nowMs - startedAtMs > wait.withinMs) return { healthy: false, lastComplaints };
    await wait.clock.sleep(lookEveryMs, wait.signal);
  }
}
