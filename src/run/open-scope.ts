// What every run has before it may touch anything: a directory that is kept, a lease and an undo log on disk, a
// watchdog that is ready, and one AbortController that everything which can end a run pulls.

import os from "node:os";
import path from "node:path";
import type { Clock } from "../base/clock.ts";
import { runId } from "../base/ids.ts";
import { seededRandom, uniqueToken } from "../base/random.ts";
import { createEventRecorder, type EventRecorder } from "../journal/event-recorder.ts";
import { createRunDirectory, type RunDirectory, runDirectoryName } from "../journal/run-directory.ts";
import type { RunEvent } from "../model/event.ts";
import type { RunScope } from "../model/run-scope.ts";
import { makeDirectory, removeTree } from "../platform/files.ts";
import { openRun } from "./safety/registry.ts";
import { startWatchdog } from "./safety/watchdog.ts";

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
  const { clock, abort, stateDir } = options;
  const id = runId(uniqueToken(4));
  const name = runDirectoryName({ startedAtWallMs: clock.wallMs(), plan: options.name, runId: id });
  const directory = createRunDirectory(path.join(options.runsDir, name));
  const end = (error: unknown) => abort.abort(error);
  const recorder = createEventRecorder({ file: directory.journalFile, clock, onWriteError: end });
  recorder.listen(options.onEvent);
  const scratchDir = path.join(os.tmpdir(), `chaindrill-${id}`);
  const registered = await openRun({
    stateDir,
    runId: id,
    plan: options.name,
    runDir: directory.dir,
    scratchDir,
    clock,
  });
  registered.stopRequested.addEventListener("abort", () => end(registered.stopRequested.reason), { once: true });
  try {
    const watchdog = await startWatchdog({ lease: registered.lease, stateDir, clock });
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
      undo: registered.undo,
      scratchDir,
      runDir: directory.dir,
      processMarks: registered.processMarks,
    };
    const release = async () => {
      const undone = await registered.close();
      await watchdog.done();
      return undone.failed;
    };
    return { scope, recorder, directory, release };
  } catch (error) {
    await registered.close();
    await recorder.close();
    // Nothing ran: an empty run directory would only be in the way.
    await removeTree(directory.dir);
    throw error;
  }
}
