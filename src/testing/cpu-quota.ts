// Keeps a process short of processors, as a crowded machine or a small container would. Linux, as root.

import path from "node:path";
import { uniqueToken } from "../base/random.ts";
import { readCgroupMounts } from "../platform/cgroups.ts";
import { appendText, makeDirectory, removeDirectory } from "../platform/files.ts";

const periodUs = 100_000;

/** Limits a process, with all its threads, to that share of one core. Dispose once it has ended. */
export async function limitCpu({ pid, share }: { pid: number; share: number }): Promise<AsyncDisposable> {
  const mounts = await readCgroupMounts();
  const [root, isUnified] = mounts["cpu"] === undefined ? [mounts["unified"], true] : [mounts["cpu"], false];
  if (root === undefined) throw new Error("there is no cgroup for processors");
  const dir = path.join(root, `chaindrill-test-${uniqueToken()}`);
  await makeDirectory(dir);
  const quotaUs = Math.max(1000, Math.round(share * periodUs));
  if (isUnified) {
    await appendText(path.join(dir, "cpu.max"), `${quotaUs} ${periodUs}`);
  } else {
    await appendText(path.join(dir, "cpu.cfs_period_us"), `${periodUs}`);
    await appendText(path.join(dir, "cpu.cfs_quota_us"), `${quotaUs}`);
  }
  await appendText(path.join(dir, "cgroup.procs"), `${pid}`);
  return { [Symbol.asyncDispose]: () => removeDirectory(dir) };
}
