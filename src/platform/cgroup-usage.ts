// What the processes of a cgroup use, as the kernel counts it. Version 1 has a directory per controller, version 2 one
// for all of them; what is asked for is taken from the first directory that has it.
// https://docs.kernel.org/admin-guide/cgroup-v1/ and https://docs.kernel.org/admin-guide/cgroup-v2.html

import { readTextNowIfThere } from "./files.ts";

/** By controller, as absolute paths. */
export type CgroupDirectories = Readonly<Record<string, string>>;

/** Seconds of processor time that all processes of the cgroup have used; undefined where nobody counts them. */
export function cgroupCpuSeconds(cgroups: CgroupDirectories): number | undefined {
  const nanoseconds = numberIn(cgroups, "cpuacct.usage", /^(\d+)/);
  if (nanoseconds !== undefined) return nanoseconds / 1e9;
  const microseconds = numberIn(cgroups, "cpu.stat", /^usage_usec (\d+)/m);
  return microseconds === undefined ? undefined : microseconds / 1e6;
}

/** Memory that belongs to its processes alone: no page cache, no mapped files. */
export function cgroupAnonymousBytes(cgroups: CgroupDirectories): number | undefined {
  return numberIn(cgroups, "memory.stat", /^(?:total_rss|anon) (\d+)/m);
}

/** The most it may use; undefined without a limit. */
export function cgroupMemoryLimit(cgroups: CgroupDirectories): number | undefined {
  const bytes = numberIn(cgroups, "memory.limit_in_bytes", /^(\d+)/) ?? numberIn(cgroups, "memory.max", /^(\d+)/);
  // Version 1 says "none" as the largest multiple of a page that fits into 63 bits.
  return bytes === undefined || bytes >= 2 ** 62 ? undefined : bytes;
}

/** How many cores it may keep busy; undefined without a limit. */
export function cgroupCoresMax(cgroups: CgroupDirectories): number | undefined {
  const quota = numberIn(cgroups, "cpu.cfs_quota_us", /^(\d+)/) ?? numberIn(cgroups, "cpu.max", /^(\d+) /);
  const period = numberIn(cgroups, "cpu.cfs_period_us", /^(\d+)/) ?? numberIn(cgroups, "cpu.max", / (\d+)/);
  return quota === undefined || period === undefined ? undefined : quota / period;
}

/** Pids of the processes that are in every one of the directories. */
export function cgroupPids(cgroups: CgroupDirectories): ReadonlySet<number> {
  const sets = Object.values(cgroups).map(
    (dir) => new Set((readTextNowIfThere(`${dir}/cgroup.procs`) ?? "").split("\n").filter(Boolean).map(Number)),
  );
  return new Set([...(sets[0] ?? [])].filter((pid) => sets.every((pids) => pids.has(pid))));
}

function numberIn(cgroups: CgroupDirectories, file: string, pattern: RegExp): number | undefined {
  for (const dir of new Set(Object.values(cgroups))) {
    const found = pattern.exec(readTextNowIfThere(`${dir}/${file}`) ?? "")?.[1];
    if (found !== undefined) return Number(found);
  }
  return undefined;
}
