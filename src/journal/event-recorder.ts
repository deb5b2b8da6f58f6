// Stamps events and appends them to journal.ndjson. Listeners (the live view, the canaries) get every event in the
// order of the file. A failed write ends the run: a run without its journal is worth nothing.

import { createWriteStream, type WriteStream } from "node:fs";
import type { Clock } from "../base/clock.ts";
import { diskError } from "../base/disk-error.ts";
import { readBothClocks } from "../base/read-both-clocks.ts";
import type { NewEvent, RunEvent } from "../model/event.ts";
import type { EventSink } from "../model/run-scope.ts";

export interface EventRecorder extends EventSink {
  sinceStartMs(): number;
  wallToRunMs(wallMs: number): number;
  readonly startedAtWallMs: number;
  listen(listener: (event: RunEvent) => void): void;
  /** Resolves when every line is with the operating system. */
  close(): Promise<void>;
}

/** Opens the journal; the run's clock starts here. */
export function createEventRecorder(options: {
  file: string;
  clock: Clock;
  onWriteError: (error: Error) => void;
}): EventRecorder {
  const { clock } = options;
  // The two zeros join k6's times with everything else, so they must be of one moment.
  const zero = readBothClocks(clock) ?? { nowMs: clock.nowMs(), wallMs: clock.wallMs() };
  const { nowMs: startedAtMs, wallMs: startedAtWallMs } = zero;
  const listeners: ((event: RunEvent) => void)[] = [];
  const stream = createWriteStream(options.file, { flags: "a" });
  stream.on("error", (error) => options.onWriteError(diskError(options.file, error) ?? error));
  let seq = 0;
  const sinceStartMs = () => clock.nowMs() - startedAtMs;
  return {
    startedAtWallMs,
    sinceStartMs,
    wallToRunMs: (wallMs) => wallMs - startedAtWallMs,
    listen: (listener) => void listeners.push(listener),
    emit(event: NewEvent, at) {
      const stamped = { seq: seq++, atMs: round(at?.atMs ?? sinceStartMs()), wallMs: clock.wallMs(), ...event };
      if (stream.writable) stream.write(`${JSON.stringify(stamped)}\n`);
      for (const listener of listeners) listener(stamped);
      return stamped;
    },
    close: () => endStream(stream),
  };
}

/** Microseconds are more than any clock here can tell apart; further digits would only make the journal longer. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function endStream(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) return resolve();
    stream.once("error", () => resolve()); // already reported through onWriteError
    stream.end(() => resolve());
  });
}
