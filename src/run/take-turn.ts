// Two networks on one machine distort what is measured of both, so runs take turns: one measures, the next one waits
// and says for whom.

import path from "node:path";
import type { Clock } from "../base/clock.ts";
import { acquireDirectoryLock } from "../platform/directory-lock.ts";

/** Longer than any shipped plan; a plan that takes longer still is not held up by a lock nobody holds. */
const patienceMs = 2 * 60 * 60_000;

export interface TurnOptions {
  readonly cacheDir: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Waits until nobody else of this user measures on this machine. Dispose to let the next one begin. */
export function takeTurn({ cacheDir, clock, signal, say }: TurnOptions): Promise<AsyncDisposable> {
  return acquireDirectoryLock({
    dir: path.join(cacheDir, "locks", "measuring"),
    what: "this machine, on which another run is measuring,",
    withinMs: patienceMs,
    clock,
    signal,
    onWait: ({ pid }) =>
      say(`another run is measuring on this machine (pid ${pid}); waiting for it to end (--beside starts at once)`),
  });
}
