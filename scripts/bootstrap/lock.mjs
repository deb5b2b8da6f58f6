// The small sibling of src/platform/directory-lock.ts, for the time before Node 24 is there.
// A lock is a directory made by one rename, with its owner's pid inside; a dead owner's lock is moved away.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "./errors.mjs";
import { say } from "./say.mjs";

const everyMs = 200;
const waitMsMax = 15 * 60_000;

/** Does `work` while nobody else holds the lock; waits for a living owner and says so. */
export async function withLock(dir, what, work) {
  const deadlineMs = performance.now() + waitMsMax;
  let told = false;
  while (!claim(dir)) {
    const owner = ownerOf(dir);
    if (owner !== undefined && !isAlive(owner)) {
      discardDead(dir, owner);
      continue;
    }
    if (performance.now() > deadlineMs) {
      throw new SetupError(
        `waited ${waitMsMax / 60_000} min for ${what}, held by process ${owner}`,
        `end that process, or remove ${dir}`,
      );
    }
    if (!told) say(`waiting: process ${owner ?? "unknown"} does ${what}`);
    told = true;
    await sleep(everyMs);
  }
  try {
    return await work();
  } finally {
    discard(dir);
  }
}

function claim(dir) {
  const draft = `${dir}.${process.pid}.draft`;
  try {
    mkdirSync(draft, { recursive: true });
    writeFileSync(path.join(draft, "pid"), String(process.pid));
    renameSync(draft, dir);
    return true;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (error.code === "ENOTEMPTY" || error.code === "EEXIST") return false;
    throw new SetupError(
      `could not create the lock ${dir}: ${error.message}`,
      "set XDG_CACHE_HOME to a writable place",
    );
  }
}

function ownerOf(dir) {
  try {
    return Number(readFileSync(path.join(dir, "pid"), "utf8"));
  } catch {
    return undefined; // released a moment ago
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Somebody else may have taken over since we looked: what turns out to be theirs is put back. */
function discardDead(dir, owner) {
  const aside = `${dir}.${process.pid}.dead`;
  try {
    renameSync(dir, aside);
    if (ownerOf(aside) !== owner) renameSync(aside, dir);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "ENOTEMPTY") throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}

/** Moved aside first, so that it vanishes in one step. */
function discard(dir) {
  const aside = `${dir}.${process.pid}.released`;
  try {
    renameSync(dir, aside);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}
