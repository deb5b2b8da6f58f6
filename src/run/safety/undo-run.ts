import type { Clock } from "../../base/clock.ts";
import { errorText } from "../../base/errors.ts";
import { removeTree } from "../../platform/files.ts";
import { entryDirectory, type Lease, undoLogFile, undoOfLease, updateLease } from "./lease.ts";
import { type ReadUndoLog, readUndoLog } from "./undo-log.ts";
import { runUndo, type UndoReport } from "./undo-runner.ts";

export interface UndoRunOptions {
  readonly stateDir: string;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly deadlineMs: number;
}

/**
 * Undoes everything that the lease and the log of a run name. When nothing is left the registry entry goes too; else it
 * stays, with what failed, for the next sweep. Never throws.
 */
export async function undoRun(options: UndoRunOptions): Promise<UndoReport> {
  const { stateDir, lease, clock, deadlineMs } = options;
  const log = await logOf(options);
  const exceptPids = lease.watchdog === null ? [] : [lease.watchdog.pid];
  const entries = [...undoOfLease(lease), ...log.entries];
  const report = await runUndo(entries, { runId: lease.runId, clock, deadlineMs, exceptPids });
  const failed = [...report.failed, ...log.damaged];
  try {
    if (failed.length === 0) await removeTree(entryDirectory(stateDir, lease.runId));
    else await updateLease(stateDir, { ...lease, undoFailed: failed });
  } catch (error) {
    failed.push(`registry entry ${entryDirectory(stateDir, lease.runId)}: ${errorText(error)}`);
  }
  return { done: report.done, failed };
}

/** The entries that would be undone, without doing it; a log that cannot be read counts as damaged, not as empty. */
export async function logOf(options: { stateDir: string; lease: Lease }): Promise<ReadUndoLog> {
  try {
    return await readUndoLog(undoLogFile(options.stateDir, options.lease.runId));
  } catch (error) {
    return { entries: [], damaged: [`the undo log cannot be read: ${errorText(error)}`] };
  }
}
