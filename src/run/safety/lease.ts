// What stands in a run's registry entry, `<stateDir>/runs/<runId>/`. The lease is on disk before the run's first effect
// and says who answers for the run; it is also the oldest entry of the undo log, since every run has marked processes
// and a scratch directory.

import path from "node:path";
import { z } from "zod";
import { errorText } from "../../base/errors.ts";
import { type RunId, runId } from "../../base/ids.ts";
import type { UndoEntry } from "../../model/undo.ts";
import {
  listDirectory,
  moveFile,
  readText,
  readTextIfThere,
  removeTree,
  writeAtomically,
} from "../../platform/files.ts";
import { startTicks } from "../../platform/processes.ts";
import { isRunId } from "./own-path.ts";

export const leaseVersion = 1;

/** A process, named for good: pids are reused, a pid with its start time is not. */
const processSchema = z.strictObject({ pid: z.int().positive(), startTicks: z.number() });
export type ProcessName = z.infer<typeof processSchema>;

const leaseSchema = z.strictObject({
  version: z.literal(leaseVersion),
  runId: z.string().refine(isRunId, "not a run id").transform(runId),
  /** The harness. */
  pid: z.int().positive(),
  startTicks: z.number(),
  plan: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  runDir: z.string(),
  scratchDir: z.string(),
  /** Null until the watchdog is ready. */
  watchdog: processSchema.nullable(),
  /** What could not be undone when somebody last tried. */
  undoFailed: z.array(z.string()),
});
export type Lease = z.infer<typeof leaseSchema>;

const draftMark = ".draft-";

const runsDirectory = (stateDir: string): string => path.join(stateDir, "runs");
/** Everything that is registered of one run. */
export const entryDirectory = (stateDir: string, run: RunId): string => path.join(runsDirectory(stateDir), run);
/** What has to be undone besides the lease itself, oldest first. */
export const undoLogFile = (stateDir: string, run: RunId): string =>
  path.join(entryDirectory(stateDir, run), "undo.ndjson");
/** Whoever creates it asks the run to end. */
export const stopFile = (stateDir: string, run: RunId): string => path.join(entryDirectory(stateDir, run), "stop");
const leaseFile = (stateDir: string, run: RunId): string => path.join(entryDirectory(stateDir, run), "lease.json");

/** Creates or replaces the lease of a run. */
export const writeLease = (stateDir: string, lease: Lease): Promise<void> =>
  writeAtomically(leaseFile(stateDir, lease.runId), leaseText(lease));

const leaseText = (lease: Lease): string => `${JSON.stringify(lease, null, 2)}\n`;

/**
 * Makes the entry of a new run, with its lease already in it: made elsewhere and renamed, so that a process killed in
 * between leaves no entry that nobody answers for. Rejects when there is one for this run already.
 */
export async function createEntry(stateDir: string, lease: Lease): Promise<void> {
  const draft = path.join(runsDirectory(stateDir), `${draftMark}${lease.pid}-${lease.runId}`);
  try {
    await writeAtomically(path.join(draft, "lease.json"), leaseText(lease));
    await moveFile(draft, entryDirectory(stateDir, lease.runId));
  } catch (error) {
    await removeTree(draft);
    throw error;
  }
}

/** Removes what processes left that were killed while they made an entry. */
export async function removeDeadDrafts(stateDir: string): Promise<void> {
  for (const name of await listDirectory(runsDirectory(stateDir))) {
    const pid = Number(name.slice(draftMark.length).split("-")[0]);
    if (!name.startsWith(draftMark) || startTicks(pid) !== undefined) continue;
    await removeTree(path.join(runsDirectory(stateDir), name));
  }
}

/** Replaces the lease of a run that is still registered; one that was removed meanwhile stays removed. */
export async function updateLease(stateDir: string, lease: Lease): Promise<void> {
  if (await isRegistered(stateDir, lease.runId)) await writeLease(stateDir, lease);
}

/** False only when it is certain: a registry that cannot be read right now is no proof that a run is over. */
export const isRegistered = (stateDir: string, run: RunId): Promise<boolean> =>
  readTextIfThere(leaseFile(stateDir, run)).then(
    (text) => text !== undefined,
    () => true,
  );

/** Throws when there is none, or when it is not of this version. */
export async function readLease(stateDir: string, run: RunId): Promise<Lease> {
  const lease = leaseSchema.parse(JSON.parse(await readText(leaseFile(stateDir, run))));
  if (lease.runId !== run) throw new Error(`the lease in ${entryDirectory(stateDir, run)} is of run ${lease.runId}`);
  return lease;
}

/** What is undone for every run, whatever its log says; oldest first, as in the log. */
export const undoOfLease = (lease: Lease): UndoEntry[] => [
  { kind: "remove-path", path: lease.scratchDir },
  { kind: "kill-marked", runId: lease.runId },
];

export interface ListedRun {
  readonly lease: Lease;
  readonly harnessAlive: boolean;
  readonly watchdogAlive: boolean;
}

export interface RunList {
  /** In order of start. */
  readonly runs: readonly ListedRun[];
  /** Entries whose lease cannot be read, each with the reason. Nothing is known of them, so nothing is done to them. */
  readonly unreadable: readonly { readonly dir: string; readonly why: string }[];
}

/** Start time of a living process; undefined when there is none of this pid. */
export type TicksOf = (pid: number) => number | undefined;

/** Every registered run, with who of it is alive. */
export async function listRuns(stateDir: string, ticksOf: TicksOf = startTicks): Promise<RunList> {
  const runs: ListedRun[] = [];
  const unreadable: { dir: string; why: string }[] = [];
  for (const name of await listDirectory(runsDirectory(stateDir))) {
    if (name.startsWith(draftMark)) continue;
    const run = runId(name);
    // An entry without a lease is one that just comes into being, or just goes: no effect hangs on it.
    if (!(await isRegistered(stateDir, run))) continue;
    try {
      runs.push(withLiveness(await readLease(stateDir, run), ticksOf));
    } catch (error) {
      if (!(await isRegistered(stateDir, run))) continue; // removed between the two looks
      unreadable.push({ dir: entryDirectory(stateDir, run), why: errorText(error) });
    }
  }
  return { runs: runs.sort((a, b) => a.lease.startedAt.localeCompare(b.lease.startedAt)), unreadable };
}

/** True when the process of this name lives: same pid and same start time. */
export const isAlive = (name: ProcessName, ticksOf: TicksOf = startTicks): boolean =>
  ticksOf(name.pid) === name.startTicks;

const withLiveness = (lease: Lease, ticksOf: TicksOf): ListedRun => ({
  lease,
  harnessAlive: isAlive(lease, ticksOf),
  watchdogAlive: lease.watchdog !== null && isAlive(lease.watchdog, ticksOf),
});
