// What every run has before it may touch anything: a directory that is kept, a lease and an undo log on disk, a
// watchdog that is ready, and one AbortController that everything which can end a run pulls.

import os from "node:os";
import path from "node:path";
import type { Clock } from "../base/clock.ts";
import { runId } from "../base/ids.ts";
import { seededRandom, uniqueToken } from "../base/random.ts";
import { Teardown } from "../base/teardown.ts";
import { createEventRecorder, type EventRecorder } from "../journal/event-recorder.ts";
import { createRunDirectory, type RunDirectory, runDirectoryName } from "../journal/run-directory.ts";
import type { RunEvent } from "../model/event.ts";
import type { RunScope } from "../model/run-scope.ts";
import { makeDirectory, removeTree } from "../platform/files.ts";
import { openRun } from "./safety/registry.ts";
import { startWatchdog } from "./safety/watchdog.ts";

const undoWithinMs = 5000;
/** The registry's own deadline, and the watchdog's farewell. */
const releaseWithinMs = 30_000;

export interface ScopeOptions {
  readonly name: string;
  readonly seed: number;
  readonly runsDir: string;
  readonly stateDir: string;
  readonly clock: Clock;
  /** Aborted by whatever ends the run early. */
  readonly abort: AbortController;
  readonly onEvent: (event: RunEvent) => void;
}

export interface OpenedScope {
  readonly scope: RunScope;
  readonly recorder: EventRecorder;
  readonly directory: RunDirectory;
  /** Undoes what is left and lets go of the watchdog; what could not be undone is returned. Idempotent. */
  release(): Promise<readonly string[]>;
}

/** Opens a run. After this every effect is undone even if this process is killed. */
export async function openScope(options: ScopeOptions): Promise<OpenedScope> {
  const opening = new Teardown(options.clock);
  try {
    return await open(options, opening);
  } catch (error) {
    // Not one of its failures is worth hiding the reason why nothing runs.
    await opening.run();
    throw error;
  }
}

async function open(options: ScopeOptions, opening: Teardown): Promise<OpenedScope> {
  const { clock, abort, stateDir, runsDir } = options;
  const id = runId(uniqueToken(4));
  const name = runDirectoryName({ startedAtWallMs: clock.wallMs(), plan: options.name, runId: id });
  const runDir = path.join(runsDir, name);
  // Nothing ran: an empty run directory would only be in the way.
  opening.push({ what: `removing ${runDir}`, withinMs: undoWithinMs, undo: () => removeTree(runDir) });
  await makeDirectory(runDir);
  const directory = createRunDirectory(runDir);
  const end = (error: unknown) => abort.abort(error);
  const recorder = createEventRecorder({ file: directory.journalFile, clock, onWriteError: end });
  opening.push({ what: "closing the journal", withinMs: undoWithinMs, undo: () => recorder.close() });
  recorder.listen(options.onEvent);
  // TMPDIR may be relative; an undo entry must mean the same place to the watchdog and to a later sweep.
  const scratchDir = path.resolve(os.tmpdir(), `chaindrill-${id}`);
  const registered = await openRun({ stateDir, runId: id, plan: options.name, runDir, scratchDir, clock });
  const { undo, processMarks, stopRequested } = registered;
  const unregister = async () => (await registered.close()).failed;
  opening.push({ what: "the registry entry", withinMs: releaseWithinMs, undo: async () => void (await unregister()) });
  stopRequested.addEventListener("abort", () => end(stopRequested.reason), { once: true });
  const watchdog = await startWatchdog({ lease: registered.lease, stateDir, clock });
  const release = async () => {
    const undone = await unregister();
    await watchdog.done();
    return undone;
  };
  opening.push({ what: "the watchdog", withinMs: releaseWithinMs, undo: async () => void (await release()) });
  watchdog.unexpectedExit.catch(end);
  await makeDirectory(scratchDir);
  const scope: RunScope = {
    runId: id,
    clock,
    sinceStartMs: recorder.sinceStartMs,
    wallToRunMs: recorder.wallToRunMs,
    random: seededRandom(options.seed),
    signal: abort.signal,
    events: recorder,
    undo,
    scratchDir,
    runDir,
    processMarks,
  };
  return { scope, recorder, directory, release };
}
