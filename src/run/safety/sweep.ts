// The second line behind the watchdog: undoes runs of which neither harness nor watchdog is left, and ends processes
// that outlived even the registry entry of their run.

import type { Clock } from "../../base/clock.ts";
import type { RunId } from "../../base/ids.ts";
import { allMarked, killPid, type MarkedProcess, seesOurFiles, startTicks } from "../../platform/processes.ts";
import { entryDirectory, isRegistered, type ListedRun, listRuns, removeDeadDrafts, undoOfLease } from "./lease.ts";
import { isRunId } from "./own-path.ts";
import { logOf, undoRun } from "./undo-run.ts";
import { describeUndo } from "./undo-runner.ts";

export interface SweptRun {
  readonly runId: string;
  /** Of the harness. */
  readonly pid: number;
  /** Left alone: its harness lives, or its watchdog is at work. */
  readonly alive: boolean;
  /** In a dry run: what would be undone. */
  readonly undone: readonly string[];
  readonly failed: readonly string[];
  readonly entryDir: string;
}

/** A process that carries the mark of a run which is registered no more. */
export interface Stray {
  readonly pid: number;
  readonly runId: string;
  /** left-alone: it names no registry, so whether its run lives cannot be told. */
  readonly fate: "killed" | "would-be-killed" | "left-alone";
}

export interface SweepReport {
  readonly dryRun: boolean;
  readonly runs: readonly SweptRun[];
  readonly strays: readonly Stray[];
  readonly unreadable: readonly { readonly dir: string; readonly why: string }[];
}

export interface SweepOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly dryRun?: boolean;
}

const runDeadlineMs = 10_000;

/** Undoes what dead runs left behind. Living runs are left alone. Also the first thing that a new run does. */
export async function sweep(options: SweepOptions): Promise<SweepReport> {
  const { stateDir, dryRun = false } = options;
  if (!dryRun) await removeDeadDrafts(stateDir);
  const { runs, unreadable } = await listRuns(stateDir);
  const swept: SweptRun[] = [];
  for (const run of runs) swept.push(await sweepRun(run, options));
  return { dryRun, runs: swept, strays: await sweepStrays({ stateDir, dryRun }), unreadable };
}

async function sweepRun(run: ListedRun, { stateDir, clock, dryRun }: SweepOptions): Promise<SweptRun> {
  const { lease } = run;
  const swept = { runId: lease.runId, pid: lease.pid, entryDir: entryDirectory(stateDir, lease.runId) };
  if (run.harnessAlive || run.watchdogAlive) return { ...swept, alive: true, undone: [], failed: [] };
  if (dryRun) {
    const log = await logOf({ stateDir, lease });
    const entries = [...undoOfLease(lease), ...log.entries].toReversed();
    return { ...swept, alive: false, undone: [...new Set(entries.map(describeUndo))], failed: log.damaged };
  }
  const report = await undoRun({ stateDir, lease, clock, deadlineMs: runDeadlineMs });
  return { ...swept, alive: false, undone: report.done, failed: report.failed };
}

/**
 * A process is judged by the registry it names itself, not by ours: a run of another state directory may well be
 * alive. Processes are listed before the registry is asked, since a living run's entry is there before its first
 * process and goes after its last.
 */
async function sweepStrays({ stateDir, dryRun }: { stateDir: string; dryRun: boolean }): Promise<Stray[]> {
  const marked = allMarked()
    .filter(({ pid, runId }) => pid !== process.pid && isRunId(runId) && seesOurFiles(pid))
    .map((found) => ({ ...found, ticks: startTicks(found.pid) }));
  const strays: Stray[] = [];
  for (const found of marked) {
    if (await isRegistered(found.registry ?? stateDir, found.runId as RunId)) continue;
    if (startTicks(found.pid) !== found.ticks) continue; // ended meanwhile, as did its run
    strays.push({ pid: found.pid, runId: found.runId, fate: endStray(found, dryRun) });
  }
  return strays;
}

function endStray(found: MarkedProcess, dryRun: boolean): Stray["fate"] {
  if (found.registry === undefined) return "left-alone";
  if (dryRun) return "would-be-killed";
  killPid(found.pid, "SIGKILL");
  return "killed";
}
