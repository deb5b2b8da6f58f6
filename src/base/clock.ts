// The only place that reads the wall clock or sets a timer. Durations come from the monotonic clock, never from
// block timestamps (second granularity, chosen by the proposer) and never from the wall clock (it can step).

import { InterruptedError } from "./errors.ts";

export interface Clock {
  /** Milliseconds on the monotonic clock, with fractions; the origin is arbitrary but fixed. */
  nowMs(): number;
  /** Milliseconds since the Unix epoch, with fractions where the platform gives them. */
  wallMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `tick` every `periodMs` on an absolute grid, without drift. Stop by disposing. */
  every(periodMs: number, tick: (lateMs: number) => void): Disposable;
  /** Calls once after `ms`. Cancel by disposing. */
  after(ms: number, call: () => void): Disposable;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortReason(signal));
      const onAbort = () => {
        clearTimeout(timer);
        reject(abortReason(signal));
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
        Math.max(0, ms),
      );
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  },
  every(periodMs, tick) {
    const startedAtMs = performance.now();
    let index = 0;
    let timer: NodeJS.Timeout;
    const schedule = () => {
      index += 1;
      const dueMs = startedAtMs + index * periodMs;
      timer = setTimeout(
        () => {
          const lateMs = performance.now() - dueMs;
          // A stall must not be followed by a burst of catch-up ticks: skip to the grid point that is next.
          if (lateMs > periodMs) index += Math.floor(lateMs / periodMs);
          // The next tick first: a tick that disposes must find the timer it has to stop.
          schedule();
          tick(lateMs);
        },
        Math.max(0, dueMs - performance.now()),
      );
    };
    schedule();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
  after(ms, call) {
    const timer = setTimeout(call, Math.max(0, ms));
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};

/** The error with which an aborted signal should be answered. */
export function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new InterruptedError(String(reason ?? "aborted"));
}
