// Kills a run's harness with SIGKILL at some moment and sees what becomes of all it had started. Used by the test of
// endings and, with many moments, by `scripts/soak/kill-harness.ts`.

import { systemClock } from "../base/clock.ts";
import { startCommand } from "./command.ts";
import type { CommandPlaces } from "./command-places.ts";
import { phaseSoFar, runDirectoriesIn } from "./recorded-so-far.ts";
import { awaitCleared, type Cleared } from "./traces.ts";

export interface KilledHarness extends Cleared {
  /** The phase the run was in; a word for what is before the first and after the last. */
  readonly phase: string;
}

/** Starts the command, kills it after that time, and waits for everything of it to be gone. */
export async function killHarness(options: {
  args: readonly string[];
  places: CommandPlaces;
  killAfterMs: number;
  clearedWithinMs: number;
}): Promise<KilledHarness> {
  const { places, args } = options;
  const known = new Set(runDirectoriesIn(places.runsDir));
  const started = await startCommand(args, places);
  await systemClock.sleep(options.killAfterMs);
  const wasRunning = started.signal("SIGKILL");
  const cleared = await awaitCleared(places, options.clearedWithinMs);
  const runDir = runDirectoriesIn(places.runsDir).find((dir) => !known.has(dir));
  const phase = runDir === undefined ? "not opened" : (phaseSoFar(runDir) ?? "opened");
  return { ...cleared, phase: wasRunning ? phase : "over" };
}
