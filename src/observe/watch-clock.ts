// Watches the watcher: an event loop that is late makes every sample late, and a wall clock that steps breaks the
// joining of k6's samples with the rest. Both are said, never hidden.

import { readBothClocks } from "../base/read-both-clocks.ts";
import type { RunScope } from "../model/run-scope.ts";

const everyMs = 100;
const lateMsMax = 50;
const stepMsMax = 10;

/** Emits harness.lagged and clock.stepped. Dispose to stop. */
export function watchClock(scope: RunScope): Disposable {
  let offsetMs = readOffset(scope);
  return scope.clock.every(everyMs, (lateMs) => {
    if (lateMs > lateMsMax) {
      scope.events.emit({ type: "harness.lagged", source: "observe", what: "event loop", lateMs });
    }
    const nowOffsetMs = readOffset(scope);
    if (nowOffsetMs === undefined) return; // too busy to tell: the next look does
    const deltaMs = nowOffsetMs - (offsetMs ?? nowOffsetMs);
    if (Math.abs(deltaMs) <= stepMsMax && offsetMs !== undefined) return;
    offsetMs = nowOffsetMs;
    if (deltaMs !== 0) scope.events.emit({ type: "clock.stepped", source: "observe", deltaMs });
  });
}

function readOffset({ clock }: RunScope): number | undefined {
  const both = readBothClocks(clock);
  return both === undefined ? undefined : both.wallMs - both.nowMs;
}
