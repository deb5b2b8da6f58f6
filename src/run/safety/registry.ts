import path from "node:path";
import { assert, present } from "../../base/assert.ts";
import type { Clock } from "../../base/clock.ts";
import { EnvironmentError, InterruptedError } from "../../base/errors.ts";
import type { RunId } from "../../base/ids.ts";
import type { UndoLog } from "../../model/undo.ts";
import { readTextIfThere } from "../../platform/files.ts";
import { registryMark, runMark, startTicks } from "../../platform/processes.ts";
import { createEntry, entryDirectory, type Lease, leaseVersion, readLease, stopFile, undoLogFile } from "./lease.ts";
import { isOwnPath, isRunId } from "./own-path.ts";
import { createUndoLog } from "./undo-log.ts";
import { undoRun } from "./undo-run.ts";
import type { UndoReport } from "./undo-runner.ts";

export interface OpenRunOptions {
  /** `$XDG_STATE_HOME/chaindrill`, absolute. */
  readonly stateDir: string;
  readonly runId: RunId;
  readonly plan: string;
  /** Kept. */
  readonly runDir: string;
  /** Removed at the end; must bear the run's id. Create it only once the watchdog is ready. */
  readonly scratchDir: string;
  readonly clock: Clock;
}

export interface OpenRun {
  readonly lease: Lease;
  readonly undo: UndoLog;
  /** `RunScope.processMarks`: what every process of the run must carry in its environment. */
  readonly processMarks: Readonly<Record<string, string>>;
  /** Aborted with InterruptedError when somebody leaves a stop file. */
  readonly stopRequested: AbortSignal;
  /**
   * Undoes whatever is left of the run, which is nothing after an orderly teardown, and removes the registry entry when
   * all of it is undone. Idempotent. The watchdog is told `done` afterwards.
   */
  close(options?: { deadlineMs: number }): Promise<UndoReport>;
}

const stopLookEveryMs = 200;
const closeDeadlineMs = 20_000;

/** Registers a run, before its first effect. */
export async function openRun(options: OpenRunOptions): Promise<OpenRun> {
  const { stateDir, runId, clock, scratchDir } = options;
  assert(isRunId(runId), `${runId} is no run id: 6 to 64 lower-case letters, digits and dashes`);
  assert(path.isAbsolute(stateDir), `the state directory ${stateDir} is not absolute: others are started elsewhere`);
  assert(isOwnPath(scratchDir, runId), `the scratch directory ${scratchDir} does not bear the run's id ${runId}`);
  const lease: Lease = {
    version: leaseVersion,
    runId,
    pid: process.pid,
    startTicks: present(startTicks(process.pid), "our own start time"),
    plan: options.plan,
    startedAt: new Date(clock.wallMs()).toISOString(),
    runDir: options.runDir,
    scratchDir,
    watchdog: null,
    undoFailed: [],
  };
  await claimEntry(stateDir, lease);
  const watch = watchStopFile({ file: stopFile(stateDir, runId), clock });
  let closing: Promise<UndoReport> | undefined;
  return {
    lease,
    undo: createUndoLog({ file: undoLogFile(stateDir, runId), runId }),
    processMarks: { [runMark]: runId, [registryMark]: stateDir },
    stopRequested: watch.signal,
    close({ deadlineMs } = { deadlineMs: closeDeadlineMs }) {
      watch[Symbol.dispose]();
      closing ??= readLease(stateDir, runId)
        .catch(() => lease) // gone or damaged: ours still says all that was true at the start
        .then((current) => undoRun({ stateDir, lease: current, clock, deadlineMs }));
      return closing;
    },
  };
}

async function claimEntry(stateDir: string, lease: Lease): Promise<void> {
  try {
    await createEntry(stateDir, lease);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw cause;
    throw new EnvironmentError({
      message: `a run with the id ${lease.runId} is already registered in ${entryDirectory(stateDir, lease.runId)}`,
      hint: "Start it again: every run gets a new id.",
      cause,
    });
  }
}

function watchStopFile(options: { file: string; clock: Clock }): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const ticks = options.clock.every(stopLookEveryMs, () => {
    void stopReason(options.file).then((reason) => {
      if (reason === undefined) return;
      ticks[Symbol.dispose]();
      controller.abort(new InterruptedError(reason));
    });
  });
  return { signal: controller.signal, [Symbol.dispose]: () => ticks[Symbol.dispose]() };
}

/** Any stop file stops, also an empty one made by `touch`, and one that cannot be read: stopping is the safe side. */
async function stopReason(file: string): Promise<string | undefined> {
  try {
    const text = await readTextIfThere(file);
    if (text === undefined) return undefined;
    const request = JSON.parse(text) as { by?: unknown; reason?: unknown };
    return `stop requested by ${String(request.by)}: ${String(request.reason)}`;
  } catch {
    return "stop requested by a stop file"; // it is there: not JSON, or not readable
  }
}
