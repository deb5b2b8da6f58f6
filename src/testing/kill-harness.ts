// Kills a run's harness with SIGKILL at some moment and sees what becomes of all it had started. Used by the test of
// endings and, with many moments, by `scripts/soak/kill-harness.ts`.

import path from "node:path";
import { systemClock } from "../base/clock.ts";
import { poll } from "../base/poll.ts";
import type { RunEvent } from "../model/event.ts";
import { readTextIfThere } from "../platform/files.ts";
import { startCommand } from "./command.ts";
import type { CommandPlaces } from "./command-places.ts";
import { eventsSoFar, phaseSoFar, runDirectoriesIn } from "./recorded-so-far.ts";
import { awaitCleared, type Cleared, otherNamesIn } from "./traces.ts";

export interface KilledHarness extends Cleared {
  /** The phase the run was in; a word for what is before the first and after the last. */
  readonly phase: string;
  /** Seen from outside, and their time was not over. */
  readonly activeFaults: readonly string[];
  /** Asked for, and neither seen yet nor over: their effect may be there. */
  readonly begunFaults: readonly string[];
  /** What the watchdog wrote down; empty when it had nothing to undo. */
  readonly watchdogSaid: string;
}

/** Starts the command, kills it after that time, and waits for everything of it to be gone. */
export async function killHarness(options: {
  args: readonly string[];
  places: CommandPlaces;
  killAfterMs: number;
  /** The time counts from the moment that so many faults have been asked for, or from the end of the run; absent: from its start. */
  sinceFaults?: number;
  clearedWithinMs: number;
}): Promise<KilledHarness> {
  const { places, args, sinceFaults = 0 } = options;
  const known = new Set(runDirectoriesIn(places.runsDir));
  const ownDir = () => runDirectoriesIn(places.runsDir).find((dir) => !known.has(dir));
  const started = await startCommand(args, places);
  if (sinceFaults > 0) await awaitFaults(sinceFaults, { ownDir, hasEnded: started.hasEnded });
  await systemClock.sleep(options.killAfterMs);
  const other = await otherNamesIn(places);
  const wasRunning = started.signal("SIGKILL");
  const cleared = await awaitCleared(places, { withinMs: options.clearedWithinMs, other });
  const runDir = ownDir();
  const phase = runDir === undefined ? "not opened" : (phaseSoFar(runDir) ?? "opened");
  const faults = faultsIn(runDir === undefined ? [] : eventsSoFar(runDir));
  const watchdogSaid = (runDir && (await readTextIfThere(path.join(runDir, "watchdog.log")))) ?? "";
  return { ...cleared, phase: wasRunning ? phase : "over", ...faults, watchdogSaid };
}

const faultsWithinMs = 300_000;

function awaitFaults(count: number, run: { ownDir: () => string | undefined; hasEnded: () => boolean }): Promise<void> {
  const wait = {
    clock: systemClock,
    awaited: `${count} faults to be asked for`,
    withinMs: faultsWithinMs,
    everyMs: 200,
  };
  return poll(wait, async () => {
    const dir = run.ownDir();
    const events = dir === undefined ? [] : eventsSoFar(dir);
    const asked = events.filter(({ type }) => type === "fault.requested").length;
    return asked >= count || run.hasEnded() ? { done: undefined } : { notYet: `${asked} were` };
  });
}

/** Those that went on when the journal ends. */
function faultsIn(events: readonly RunEvent[]): Pick<KilledHarness, "activeFaults" | "begunFaults"> {
  const endMs = events.at(-1)?.atMs ?? 0;
  const going = new Map<string, { seen: boolean; untilMs: number }>();
  for (const event of events) {
    if (event.type === "fault.requested") {
      going.set(event.fault, { seen: false, untilMs: event.atMs + (event.durationMs ?? Number.POSITIVE_INFINITY) });
    }
    const one = event.type === "fault.active" ? going.get(event.fault) : undefined;
    if (one !== undefined && event.type === "fault.active") one.seen = event.evidence.seen;
    if (event.type === "fault.reverted" || event.type === "fault.refused") going.delete(event.fault);
  }
  const now = [...going].filter(([, { untilMs }]) => endMs < untilMs);
  const named = (seen: boolean) => now.filter(([, one]) => one.seen === seen).map(([fault]) => fault);
  return { activeFaults: named(true), begunFaults: named(false) };
}
