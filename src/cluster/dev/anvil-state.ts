// anvil writes its state over the old file, not beside it: one that is killed while writing leaves half a file, and
// refuses to start from it. So the file is copied aside after every dump, in turn to two places: one copy may itself
// have been taken in the middle of a dump, but hardly both.

import type { Clock } from "../../base/clock.ts";
import { formatDuration } from "../../base/duration.ts";
import { copyTo, fileStamp, readTextIfThere } from "../../platform/files.ts";

const copyEveryMs = 500;

const copyFiles = (stateFile: string): readonly string[] => [`${stateFile}.copy-0`, `${stateFile}.copy-1`];

/** The state before anything happened: the last resort. */
export const firstStateFile = (stateFile: string): string => `${stateFile}.first`;

/** Copies the state file aside whenever it has changed. Dispose stops it and waits for the copy under way. */
export function keepCopies(options: { stateFile: string; clock: Clock }): AsyncDisposable {
  const { stateFile, clock } = options;
  const places = copyFiles(stateFile);
  let turn = 0;
  let copiedAtMs: number | undefined;
  let underWay: Promise<void> | undefined;
  const copyIfChanged = async () => {
    const stamp = await fileStamp(stateFile);
    if (stamp === undefined || stamp.modifiedAtMs === copiedAtMs) return;
    copiedAtMs = stamp.modifiedAtMs;
    await copyTo(stateFile, places[turn++ % places.length] ?? stateFile);
  };
  const ticking = clock.every(copyEveryMs, () => {
    underWay ??= copyIfChanged()
      .catch(() => undefined) // the file was being replaced: the next tick finds it
      .finally(() => {
        underWay = undefined;
      });
  });
  return {
    async [Symbol.asyncDispose]() {
      ticking[Symbol.dispose]();
      await underWay;
    },
  };
}

/** Puts the newest whole copy in the place of a torn state file. Says so; undefined when the file was whole. */
export async function mendState(stateFile: string): Promise<string | undefined> {
  if (await isWhole(stateFile)) return undefined;
  const torn = await fileStamp(stateFile);
  const copies = await Promise.all(copyFiles(stateFile).map(async (file) => ({ file, stamp: await fileStamp(file) })));
  const newestFirst = copies.sort((a, b) => (b.stamp?.modifiedAtMs ?? 0) - (a.stamp?.modifiedAtMs ?? 0));
  for (const { file, stamp } of newestFirst) {
    if (stamp === undefined || !(await isWhole(file))) continue;
    await copyTo(file, stateFile);
    const olderMs = Math.max(0, (torn?.modifiedAtMs ?? stamp.modifiedAtMs) - stamp.modifiedAtMs);
    return `the state file was torn by the kill; went back to a copy ${formatDuration(olderMs)} older`;
  }
  await copyTo(firstStateFile(stateFile), stateFile);
  return "the state file and its copies were torn by the kill; the chain starts again from its first block";
}

async function isWhole(file: string): Promise<boolean> {
  const text = await readTextIfThere(file);
  if (text === undefined) return false;
  try {
    const state: unknown = JSON.parse(text);
    return typeof state === "object" && state !== null && "best_block_number" in state;
  } catch {
    return false; // torn: what this function is asked about
  }
}
