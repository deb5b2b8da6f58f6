// How the harness itself fares, told by Node: a harness that is late dates everything late.

import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";

export interface OwnHealth {
  /** How late the event loop was, 99th percentile. */
  readonly lagMsP99: number;
  /** Of the time since the last look. */
  readonly garbageShare: number;
}

export interface OwnHealthWatch extends Disposable {
  /** Since the last look. */
  look(): OwnHealth;
}

const resolutionMs = 10;

/** https://nodejs.org/api/perf_hooks.html#perf_hooksmonitoreventloopdelayoptions and its entries of type `gc`. */
export function watchOwnHealth(): OwnHealthWatch {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let garbageMs = 0;
  let sinceMs = performance.now();
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) garbageMs += entry.duration;
  });
  observer.observe({ entryTypes: ["gc"] });
  return {
    look() {
      const nowMs = performance.now();
      // The histogram holds the timer's own period, too.
      const lagMsP99 = delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e6 - resolutionMs);
      const garbageShare = nowMs > sinceMs ? Math.min(1, garbageMs / (nowMs - sinceMs)) : 0;
      delay.reset();
      garbageMs = 0;
      sinceMs = nowMs;
      return { lagMsP99, garbageShare };
    },
    [Symbol.dispose]() {
      observer.disconnect();
      delay.disable();
    },
  };
}
