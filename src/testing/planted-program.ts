// Programs with something taken from them: real k6 and real geth, behind a script that limits what they may have. They
// take the place of the real ones in the environment of a command (`CHAINDRILL_K6`, `CHAINDRILL_GETH`).

import path from "node:path";
import { systemClock } from "../base/clock.ts";
import { poll } from "../base/poll.ts";
import { uniqueToken } from "../base/random.ts";
import { readCgroupMounts } from "../platform/cgroups.ts";
import { appendText, claimDirectory, makeTemporaryDirectory, removeDirectory, removeTree } from "../platform/files.ts";
import { writeFakeProgram } from "./fake-program.ts";

export interface PlantedProgram extends AsyncDisposable {
  readonly path: string;
}

const periodMicroseconds = 100_000;

/** Whether this machine lets us limit processors: cgroups, of either version, and the right to make one. */
export async function canHoldBack(): Promise<boolean> {
  const made = await makeGroup(1).catch(() => undefined); // no cgroups here, or not for us
  await made?.[Symbol.asyncDispose]();
  return made !== undefined;
}

/**
 * The program with a share of one core. Only what is started with an argument that contains `only` is held back, so that
 * asking for its version, say, takes no longer than ever.
 */
export async function heldBack(options: { program: string; cores: number; only: string }): Promise<PlantedProgram> {
  const group = await makeGroup(options.cores);
  const dir = await makeTemporaryDirectory("chaindrill-planted-");
  const file = await writeFakeProgram(
    path.join(dir, path.basename(options.program)),
    `case "$*" in *'${options.only}'*) echo $$ > '${group.dir}/cgroup.procs' || exit 125 ;; esac`,
    `exec '${options.program}' "$@"`,
  );
  return {
    path: file,
    async [Symbol.asyncDispose]() {
      await removeTree(dir);
      await group[Symbol.asyncDispose]();
    },
  };
}

/** A geth whose pool takes 64 transactions in all, those that come over RPC included (`nolocals`). */
export async function gethWithSmallPool(geth: string): Promise<PlantedProgram> {
  const dir = await makeTemporaryDirectory("chaindrill-planted-");
  const limits = "--txpool.nolocals --txpool.globalslots 32 --txpool.globalqueue 32";
  const file = await writeFakeProgram(
    path.join(dir, "geth"),
    // The last of several flags of a name counts. Only a node has a pool: not `geth init`, nor `geth version`.
    `case "$*" in *--networkid*) exec '${geth}' "$@" ${limits} ;; esac`,
    `exec '${geth}' "$@"`,
  );
  return { path: file, [Symbol.asyncDispose]: () => removeTree(dir) };
}

interface Group extends AsyncDisposable {
  readonly dir: string;
}

async function makeGroup(cores: number): Promise<Group> {
  const { cpu, unified } = await readCgroupMounts();
  const mount = cpu ?? unified;
  if (mount === undefined) throw new Error("no cgroup hierarchy is mounted");
  const dir = path.join(mount, `chaindrill-planted-${uniqueToken()}`);
  await claimDirectory(dir);
  const quota = Math.round(cores * periodMicroseconds);
  const remove = () =>
    poll({ clock: systemClock, awaited: `${dir} to be empty`, withinMs: 5000, everyMs: 50 }, async () => {
      await removeDirectory(dir);
      return { done: undefined };
    });
  try {
    if (cpu === undefined) await appendText(path.join(dir, "cpu.max"), `${quota} ${periodMicroseconds}`);
    else await appendText(path.join(dir, "cpu.cfs_quota_us"), String(quota));
  } catch (error) {
    await remove();
    throw error;
  }
  return { dir, [Symbol.asyncDispose]: remove };
}
