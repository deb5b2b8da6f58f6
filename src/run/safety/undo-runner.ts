// Undoes what a log names. The harness, the watchdog and the sweep all end here, at times at once, so every step is
// idempotent and takes "gone already" for done. Killing needs no disk: a full one must not stop it.

import { assertNever } from "../../base/assert.ts";
import type { Clock } from "../../base/clock.ts";
import { errorText } from "../../base/errors.ts";
import { poll, within } from "../../base/poll.ts";
import type { UndoEntry } from "../../model/undo.ts";
import { removeCgroups } from "../../platform/cgroups.ts";
import { exists, removeTree } from "../../platform/files.ts";
import { killPid, markedPids, startTicks } from "../../platform/processes.ts";
import { removeContainers } from "../../platform/remove-containers.ts";
import { removeNetns } from "../../platform/remove-netns.ts";
import { isOwnPath } from "./own-path.ts";

export interface UndoOptions {
  readonly runId: string;
  readonly clock: Clock;
  /** For all of it together. */
  readonly deadlineMs: number;
  /** Spared, besides the calling process. */
  readonly exceptPids?: readonly number[];
}

export interface UndoReport {
  readonly done: readonly string[];
  /** Each with its reason. */
  readonly failed: readonly string[];
}

/**
 * A process registered before a directory may fill it while it is removed, or make it anew. By the second round it is
 * gone; the third is for what takes a moment longer.
 */
const roundsMax = 3;

/** Undoes newest first. Failures are returned, never thrown, and never keep the rest from being undone. */
export async function runUndo(entries: readonly UndoEntry[], options: UndoOptions): Promise<UndoReport> {
  const endAtMs = options.clock.nowMs() + options.deadlineMs;
  const leftMs = () => Math.max(0, endAtMs - options.clock.nowMs());
  const all = newestFirst(entries);
  const refused = all.flatMap((entry) => refusal(entry, options.runId) ?? []);
  const accepted = all.filter((entry) => refusal(entry, options.runId) === undefined);
  const failures = new Map<UndoEntry, string>();
  let pending = accepted;
  for (let round = 1; round <= roundsMax && pending.length > 0 && (round === 1 || leftMs() > 0); round++) {
    for (const entry of pending) {
      // Half of what is left: a step that hangs can never starve the ones behind it.
      const failure = await attempt(entry, { ...options, deadlineMs: leftMs() / 2 });
      if (failure === undefined) failures.delete(entry);
      else failures.set(entry, `${describeUndo(entry)}: ${failure}`);
    }
    for (const entry of accepted.filter((one) => !failures.has(one))) {
      if (await isBack(entry)) failures.set(entry, `${describeUndo(entry)}: it is there again`);
    }
    pending = accepted.filter((entry) => failures.has(entry));
  }
  return {
    done: accepted.filter((entry) => !failures.has(entry)).map(describeUndo),
    failed: [...refused, ...failures.values()],
  };
}

async function attempt(entry: UndoEntry, options: UndoOptions): Promise<string | undefined> {
  try {
    await undoEntry(entry, options);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

const isBack = async (entry: UndoEntry): Promise<boolean> => entry.kind === "remove-path" && (await exists(entry.path));

/** What an entry is about, as a noun phrase. */
export function describeUndo(entry: UndoEntry): string {
  switch (entry.kind) {
    case "kill-marked":
      return `processes of run ${entry.runId}`;
    case "kill-pid":
      return `process ${entry.pid}`;
    case "remove-path":
      return entry.path;
    case "remove-netns":
      return `network namespaces of run ${entry.runId}`;
    case "remove-cgroups":
      return `cgroups of run ${entry.runId}`;
    case "remove-containers":
      return `containers of run ${entry.runId}`;
    default:
      return assertNever(entry);
  }
}

/** A node that was restarted often is registered often; each thing is undone once, at its newest place. */
function newestFirst(entries: readonly UndoEntry[]): UndoEntry[] {
  const byText = new Map(entries.toReversed().map((entry) => [JSON.stringify(entry), entry]));
  return [...byText.values()];
}

/** Why an entry must not be carried out, whatever the log says; undefined when it may. */
function refusal(entry: UndoEntry, runId: string): string | undefined {
  if (entry.kind === "remove-path" && !isOwnPath(entry.path, runId)) {
    return `${describeUndo(entry)}: refused, the path does not bear the id ${runId}`;
  }
  if ("runId" in entry && entry.runId !== runId) {
    return `${describeUndo(entry)}: refused, this is the log of run ${runId}`;
  }
  return undefined;
}

async function undoEntry(entry: UndoEntry, options: UndoOptions): Promise<void> {
  const wait = { clock: options.clock, withinMs: options.deadlineMs, awaited: `${describeUndo(entry)} to be gone` };
  const spared = new Set([process.pid, ...(options.exceptPids ?? [])]);
  switch (entry.kind) {
    // Marks are read from /proc. Where there is none (macOS) this finds nothing, which is why whoever starts a process
    // also registers kill-pid for it.
    case "kill-marked": {
      let looksWithoutAny = 0;
      return await poll({ ...wait, everyMs: 50 }, async () => {
        const pids = markedPids(entry.runId).filter((pid) => !spared.has(pid));
        for (const pid of pids) killPid(pid, "SIGKILL");
        // Twice in a row: a process between fork and exec does not carry the mark yet.
        looksWithoutAny = pids.length === 0 ? looksWithoutAny + 1 : 0;
        return looksWithoutAny >= 2 ? { done: undefined } : { notYet: `alive: ${pids.join(", ") || "none"}` };
      });
    }
    case "kill-pid":
      if (spared.has(entry.pid)) return;
      return await poll({ ...wait, everyMs: 20 }, async () => {
        if (startTicks(entry.pid) !== entry.startedAtTicks) return { done: undefined };
        killPid(entry.pid, "SIGKILL");
        return { notYet: "alive" };
      });
    case "remove-path":
      return await within(wait, removeTree(entry.path));
    case "remove-netns":
      return await within(wait, removeNetns(entry.runId));
    case "remove-cgroups":
      return await within(wait, removeCgroups(entry.runId));
    case "remove-containers":
      return await within(wait, removeContainers(entry));
    default:
      return assertNever(entry);
  }
}
