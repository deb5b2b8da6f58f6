// How long a cgroup was held back by its own limit. Such a process starves on a machine with cores to spare, and nothing
// of the machine tells it. https://docs.kernel.org/scheduler/sched-bwc.html#statistics

import path from "node:path";
import { type CgroupMounts, parseCgroupMounts } from "./cgroups.ts";
import { readTextNowIfThere } from "./files.ts";

/** Where /proc and the hierarchies are; tests have their own. */
export interface CgroupView {
  readonly proc: string;
  readonly mounts: CgroupMounts;
}

/** That of this machine. */
export const readCgroupView = (): CgroupView => ({
  proc: "/proc",
  mounts: parseCgroupMounts(readTextNowIfThere("/proc/self/mountinfo") ?? ""),
});

/**
 * Seconds for which the cgroup of a process, and those around it, had used up their share, over all processors; undefined
 * where nobody counts them.
 */
export function throttledSeconds(pid: number, { proc, mounts }: CgroupView): number | undefined {
  const memberships = readTextNowIfThere(`${proc}/${pid}/cgroup`);
  if (memberships === undefined) return undefined;
  const found = memberships.split("\n").flatMap((line) => {
    const [, controllers = "", inside = ""] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const mount = mounts[controllers === "" ? "unified" : "cpu"];
    if (mount === undefined || (controllers !== "" && !controllers.split(",").includes("cpu"))) return [];
    return withParents(inside).flatMap((group) => throttledIn(path.join(mount, group)) ?? []);
  });
  return found.length === 0 ? undefined : found.reduce((sum, seconds) => sum + seconds, 0);
}

function throttledIn(dir: string): number | undefined {
  const stat = readTextNowIfThere(path.join(dir, "cpu.stat")) ?? "";
  const nanoseconds = /^throttled_time (\d+)/m.exec(stat)?.[1];
  if (nanoseconds !== undefined) return Number(nanoseconds) / 1e9;
  const microseconds = /^throttled_usec (\d+)/m.exec(stat)?.[1];
  return microseconds === undefined ? undefined : Number(microseconds) / 1e6;
}

/** `/a/b` and `/a`: the root has no limit. */
function withParents(group: string): string[] {
  const parts = group.split("/").filter(Boolean);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
