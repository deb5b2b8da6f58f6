import { hostname } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { acquireDirectoryLock, type LockOwner } from "./directory-lock.ts";
import { isDirectory, listDirectory, makeTemporaryDirectory, removeTree, writeAtomically } from "./files.ts";

const made: string[] = [];
afterEach(async () => {
  for (const dir of made.splice(0)) await removeTree(dir);
});

async function lockDir(): Promise<string> {
  const dir = await makeTemporaryDirectory("chaindrill-lock-");
  made.push(dir);
  return path.join(dir, "thing.lock");
}

const base = { what: "the thing", withinMs: 5_000, clock: systemClock };
const deadOwner: LockOwner = { pid: 2 ** 22 + 1, startedAtTicks: 7, host: hostname(), sinceWallMs: 0 };
const writeOwner = (dir: string, owner: LockOwner) =>
  writeAtomically(path.join(dir, "owner.json"), JSON.stringify(owner));

it("lets one in at a time, in any number of askers", async () => {
  const dir = await lockDir();
  let inside = 0;
  let insideMax = 0;
  const enter = async () => {
    await using _lock = await acquireDirectoryLock({ ...base, dir });
    inside += 1;
    insideMax = Math.max(insideMax, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all([enter(), enter(), enter()]);
  expect(insideMax).toBe(1);
});

it("leaves nothing behind", async () => {
  const dir = await lockDir();
  {
    await using _lock = await acquireDirectoryLock({ ...base, dir });
    expect(await isDirectory(dir)).toBe(true);
  }
  expect(await listDirectory(path.dirname(dir))).toEqual([]);
});

it("tells once who holds it while it waits", async () => {
  const dir = await lockDir();
  const held = await acquireDirectoryLock({ ...base, dir });
  const owners: number[] = [];
  const told = Promise.withResolvers<void>();
  const onWait = (owner: LockOwner) => {
    owners.push(owner.pid);
    told.resolve();
  };
  const waiting = acquireDirectoryLock({ ...base, dir, onWait });
  await told.promise;
  await held[Symbol.asyncDispose]();
  await (await waiting)[Symbol.asyncDispose]();
  expect(owners).toEqual([process.pid]);
});

it("takes over the lock of an owner that is gone", async () => {
  const dir = await lockDir();
  await writeOwner(dir, deadOwner);
  await using _lock = await acquireDirectoryLock({ ...base, dir });
  expect(await listDirectory(path.dirname(dir))).toEqual(["thing.lock"]);
});

it("does not mistake a new process with a dead owner's pid for the owner", async () => {
  const dir = await lockDir();
  await writeOwner(dir, { ...deadOwner, pid: process.pid, startedAtTicks: 7 });
  await using _lock = await acquireDirectoryLock({ ...base, dir });
});

it("leaves the lock of another machine alone until it is an hour old", async () => {
  const dir = await lockDir();
  await writeOwner(dir, { ...deadOwner, host: "elsewhere", sinceWallMs: systemClock.wallMs() });
  await expect(acquireDirectoryLock({ ...base, dir, withinMs: 1 })).rejects.toThrow("held by pid 4194305 on elsewhere");
  await writeOwner(dir, { ...deadOwner, host: "elsewhere", sinceWallMs: systemClock.wallMs() - 3_600_001 });
  await using _lock = await acquireDirectoryLock({ ...base, dir });
});
