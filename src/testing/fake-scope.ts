import type { Clock } from "../base/clock.ts";
import { runId } from "../base/ids.ts";
import { seededRandom } from "../base/random.ts";
import { type EventOf, type EventType, eventsOf, type RunEvent } from "../model/event.ts";
import type { RunScope } from "../model/run-scope.ts";
import type { UndoEntry } from "../model/undo.ts";

export interface FakeScope extends RunScope {
  /** Everything emitted so far, in order. */
  readonly emitted: readonly RunEvent[];
  /** Everything registered for undoing so far, in order. */
  readonly undos: readonly UndoEntry[];
  emittedOf<T extends EventType>(type: T): EventOf<T>[];
  /** Aborts `signal`, as Ctrl-C would. */
  interrupt(reason: Error): void;
}

/** A run's scope in memory. The run starts when the scope is made. */
export function fakeScope(options: { clock: Clock; seed?: number }): FakeScope {
  const { clock } = options;
  const startedAtMs = clock.nowMs();
  const startedWallMs = clock.wallMs();
  const emitted: RunEvent[] = [];
  const undos: UndoEntry[] = [];
  const controller = new AbortController();
  const sinceStartMs = () => clock.nowMs() - startedAtMs;
  return {
    runId: runId("test-run"),
    clock,
    sinceStartMs,
    wallToRunMs: (wallMs) => wallMs - startedWallMs,
    random: seededRandom(options.seed ?? 1),
    signal: controller.signal,
    events: {
      emit(event, at) {
        const stamped = { ...event, seq: emitted.length, atMs: at?.atMs ?? sinceStartMs(), wallMs: clock.wallMs() };
        emitted.push(stamped);
        return stamped;
      },
    },
    undo: {
      async register(entry) {
        undos.push(entry);
      },
    },
    scratchDir: "/nowhere/scratch",
    runDir: "/nowhere/run",
    processMarks: { CHAINDRILL_RUN: "test-run" },
    emitted,
    undos,
    emittedOf: (type) => eventsOf(emitted, type),
    interrupt: (reason) => controller.abort(reason),
  };
}
