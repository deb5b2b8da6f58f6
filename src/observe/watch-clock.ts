// Watches the watcher: an event loop that is late makes every sample late, and a wall clock that steps breaks the
// joining of k6's samples with the rest. Both are said, never hidden.

import type { RunScope } from "../model/run-scope.ts";

const everyMs = 100;
const lateMsMax = 50;
const stepMsMax = 10;

/** Emits harness.lagged and clock.stepped. Dispose to stop. */
export function watchClock(scope: RunScope): Disposable {
  const drift = () => scope.clock.wallMs() - scope.clock.nowMs();
  let offsetMs = drift();
  return scope.clock.every(everyMs, (lateMs) => {
    if (lateMs > lateMsMax)
      scope.events.emit({ type: "harness.lagged", source: "observe", what: "event loop", lateMs });
    const deltaMs = drift() - offsetMs;
    if (Math.abs(deltaMs) <= stepMsMax) return;
    offsetMs += deltaMs;
    scope.events.emit({ type: "clock.stepped", source: "observe", deltaMs });
  });
}
