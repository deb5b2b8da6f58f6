// A lock between processes of this machine: a directory that exists while it is held, with its owner written inside.
// It comes into being by renaming a directory that already names its owner, so nobody ever sees a lock without one;
// renaming onto a directory that is not empty fails, which is what excludes the second.

import { hostname } from "node:os";
import path from "node:path";
import type { Clock } from "../base/clock.ts";
import { poll } from "../base/poll.ts";
import { uniqueToken } from "../base/random.ts";
import {
  claimDirectory,
  fileStamp,
  makeDirectory,
  moveFile,
  readTextIfThere,
  removeTree,
  writeAtomically,
} from "./files.ts";
import { startTicks } from "./processes.ts";

export interface LockOwner {
  readonly pid: number;
  /** Start time of the owner (proc(5)), because pids are reused; null where the system does not tell. */
  readonly startedAtTicks: number | null;
  readonly host: string;
  readonly sinceWallMs: number;
}

export interface DirectoryLockOptions {
  /** The lock itself; its parent is created. */
  readonly dir: string;
  /** What is protected, as a noun phrase for messages: "the installation of k6 1.8.1". */
  readonly what: string;
  readonly withinMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Called once when somebody else holds it. */
  readonly onWait?: (owner: LockOwner) => void;
}

/** An owner on another machine cannot be asked whether it lives; past this age it counts as dead. */
const foreignLockMsMax = 60 * 60_000;
/** Removing a dead owner's lock takes milliseconds; a removal that is older was itself interrupted. */
const takeoverMsMax = 10_000;

/** Waits until the lock is ours; a dead owner's lock is taken over. Dispose to release. */
export async function acquireDirectoryLock(options: DirectoryLockOptions): Promise<AsyncDisposable> {
  await makeDirectory(path.dirname(options.dir));
  const self: LockOwner = {
    pid: process.pid,
    startedAtTicks: startTicks(process.pid) ?? null,
    host: hostname(),
    sinceWallMs: options.clock.wallMs(),
  };
  // The first try is outside the wait, where a full disk or a missing permission is thrown and not waited for.
  if (!(await claim(options.dir, self))) await waitFor(options, self);
  return { [Symbol.asyncDispose]: () => discard(options.dir) };
}

async function waitFor(options: DirectoryLockOptions, self: LockOwner): Promise<void> {
  const { dir, clock } = options;
  let told = false;
  const awaited = `${options.what}, locked by ${dir}`;
  await poll({ clock, awaited, withinMs: options.withinMs, everyMs: 100, signal: options.signal }, async () => {
    const owner = await readOwner(dir);
    if (owner !== undefined && isAlive(owner, clock.wallMs())) {
      if (!told) options.onWait?.(owner);
      told = true;
      return { notYet: `held by pid ${owner.pid} on ${owner.host}` };
    }
    if (owner !== undefined) await removeDeadLock({ dir, seen: owner, wallMs: clock.wallMs() });
    return (await claim(dir, self)) ? { done: true } : { notYet: "somebody else was faster" };
  });
}

async function claim(dir: string, owner: LockOwner): Promise<boolean> {
  const draft = `${dir}.${uniqueToken()}.draft`;
  await writeAtomically(ownerFile(draft), JSON.stringify(owner));
  try {
    await moveFile(draft, dir);
    return true;
  } catch (error) {
    await removeTree(draft);
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    throw error;
  }
}

/** Only one process at a time may remove, and only the very lock that was seen dead. */
async function removeDeadLock(options: { dir: string; seen: LockOwner; wallMs: number }): Promise<void> {
  const takeover = `${options.dir}.takeover`;
  if (!(await claimDirectory(takeover))) {
    const stamp = await fileStamp(takeover);
    if (stamp !== undefined && options.wallMs - stamp.modifiedAtMs > takeoverMsMax) await removeTree(takeover);
    return;
  }
  try {
    const owner = await readOwner(options.dir);
    if (JSON.stringify(owner) === JSON.stringify(options.seen)) await discard(options.dir);
  } finally {
    await removeTree(takeover);
  }
}

/** Moved aside first: the lock vanishes in one step, and no later owner's directory can be hit by the removal. */
async function discard(dir: string): Promise<void> {
  const aside = `${dir}.${uniqueToken()}.released`;
  try {
    await moveFile(dir, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  await removeTree(aside);
}

async function readOwner(dir: string): Promise<LockOwner | undefined> {
  const text = await readTextIfThere(ownerFile(dir));
  return text === undefined ? undefined : (JSON.parse(text) as LockOwner);
}

const ownerFile = (dir: string) => path.join(dir, "owner.json");

function isAlive(owner: LockOwner, wallMs: number): boolean {
  if (owner.host !== hostname()) return wallMs - owner.sinceWallMs < foreignLockMsMax;
  if (owner.startedAtTicks !== null) return startTicks(owner.pid) === owner.startedAtTicks;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
