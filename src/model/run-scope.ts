import type { Clock } from "../base/clock.ts";
import type { RunId } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import type { NewEvent, RunEvent } from "./event.ts";
import type { UndoLog } from "./undo.ts";

/** Where events go. Stamps `seq`, `atMs` and `wallMs`; never throws for a slow consumer. */
export interface EventSink {
  /** `atMs` defaults to now on the run's clock; give it when the moment was earlier than the writing. */
  emit(event: NewEvent, at?: { atMs: number }): RunEvent;
}

/** Everything a part of a run may use of the world; passed, never global. */
export interface RunScope {
  readonly runId: RunId;
  readonly clock: Clock;
  /** Milliseconds since the start of the run on the monotonic clock: the `atMs` of events. */
  readonly sinceStartMs: () => number;
  /** Turns wall-clock milliseconds (k6's samples) into milliseconds since the start of the run. */
  readonly wallToRunMs: (wallMs: number) => number;
  readonly random: Random;
  /** Aborted when the run is to end early; teardown does not listen to it. */
  readonly signal: AbortSignal;
  readonly events: EventSink;
  readonly undo: UndoLog;
  /** Scratch directory of the run, removed at teardown. */
  readonly scratchDir: string;
  /** Run directory that is kept. */
  readonly runDir: string;
  /** Environment variables that mark every process of this run, so that a sweep finds all of them. */
  readonly processMarks: Readonly<Record<string, string>>;
}
