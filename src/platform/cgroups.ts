// A cgroup of its own for every node of a run, so that load can be put where the node's share is, and counted there.
// The run has one directory, `chaindrill-<runId>`, in each hierarchy, which is all that removing needs to know.
// https://docs.kernel.org/admin-guide/cgroup-v1/cgroups.html and https://docs.kernel.org/admin-guide/cgroup-v2.html

import path from "node:path";
import { systemClock } from "../base/clock.ts";
import { EnvironmentError, errorText } from "../base/errors.ts";
import { poll } from "../base/poll.ts";
import { claimDirectory, isDirectory, listDirectory, readTextIfThere, removeDirectory } from "./files.ts";
import { isRunning, killPid } from "./processes.ts";

/** Mount points of the hierarchies by controller; `unified` is version 2, which has all controllers in one. */
export type CgroupMounts = Readonly<Record<string, string>>;
/** A node's directories, by the same names. */
export type NodeCgroups = Readonly<Record<string, string>>;

const unified = "unified";
/** Of version 1: what faults and measurements are about. */
const controllersWanted = ["cpu", "cpuacct", "memory"];
const removeWithinMs = 5000;

/** Reads the mounts out of /proc/self/mountinfo (proc(5)), whole hierarchies only. */
export function parseCgroupMounts(mountinfo: string): CgroupMounts {
  const mounts: Record<string, string> = {};
  for (const line of mountinfo.split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const point = before.split(" ")[4];
    const [type, , options = ""] = after.split(" ");
    if (point === undefined) continue;
    if (type === "cgroup2") mounts[unified] ??= point;
    if (type !== "cgroup") continue;
    for (const name of options.split(",")) if (name !== "rw" && name !== "ro") mounts[name] ??= point;
  }
  return mounts;
}

/** Those of this machine; none where there are no cgroups. */
export const readCgroupMounts = async (): Promise<CgroupMounts> =>
  parseCgroupMounts((await readTextIfThere("/proc/self/mountinfo")) ?? "");

const directoryName = (runId: string): string => `chaindrill-${runId}`;

/** Makes a cgroup for each node in every hierarchy that counts here. Throws EnvironmentError, leaving none, when it cannot. */
export async function createCgroups(options: {
  runId: string;
  nodes: readonly string[];
  mounts?: CgroupMounts;
}): Promise<ReadonlyMap<string, NodeCgroups>> {
  const { runId, nodes } = options;
  const mounts = options.mounts ?? (await readCgroupMounts());
  const chosen = hierarchiesFor(mounts);
  try {
    if (chosen.length === 0) throw new Error("no cgroup hierarchy is mounted");
    for (const point of new Set(chosen.map(([, mountPoint]) => mountPoint))) {
      const own = path.join(point, directoryName(runId));
      await claimDirectory(own);
      for (const node of nodes) await claimDirectory(path.join(own, node));
    }
  } catch (cause) {
    await removeCgroups(runId, mounts).catch(() => undefined); // the first error is the one to report
    throw new EnvironmentError({
      message: `could not make cgroups for the nodes: ${errorText(cause)}`,
      hint: "In a container, cgroups must be mounted writable; docker run --privileged does that.",
      cause,
    });
  }
  const cgroupsOf = (node: string) =>
    Object.fromEntries(chosen.map(([name, point]) => [name, path.join(point, directoryName(runId), node)]));
  return new Map(nodes.map((node) => [node, cgroupsOf(node)]));
}

/** Where both versions are mounted, the controllers are with version 1. */
function hierarchiesFor(mounts: CgroupMounts): [string, string][] {
  const named = (names: readonly string[]) =>
    names.flatMap((name): [string, string][] => {
      const point = mounts[name];
      return point === undefined ? [] : [[name, point]];
    });
  const controllers = named(controllersWanted);
  return controllers.length > 0 ? controllers : named([unified]);
}

/**
 * The command that joins the cgroups and then becomes the given one, with the same pid. A shell does it, because only
 * what is in a cgroup before its first instruction has all of its time and memory counted there.
 */
export function joiningCgroups(
  cgroups: NodeCgroups,
  program: { readonly command: string; readonly args: readonly string[] },
): { readonly command: string; readonly args: readonly string[] } {
  const files = [...new Set(Object.values(cgroups))].map((dir) => path.join(dir, "cgroup.procs"));
  if (files.length === 0) return program;
  const script = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@"';
  return { command: "sh", args: ["-c", script, "sh", ...files, "--", program.command, ...program.args] };
}

/** Kills whoever is in the cgroups of the run and removes them. Idempotent; resolves when they are gone. */
export async function removeCgroups(runId: string, mounts?: CgroupMounts): Promise<void> {
  const points = new Set(Object.values(mounts ?? (await readCgroupMounts())));
  const own = [...points].map((point) => path.join(point, directoryName(runId)));
  const awaited = `the cgroups of run ${runId} to be gone`;
  await poll({ clock: systemClock, awaited, withinMs: removeWithinMs, everyMs: 20 }, async () => {
    for (const dir of own) await removeCgroup(dir);
    return { done: undefined };
  });
}

/** Throws while somebody is in it. */
async function removeCgroup(dir: string): Promise<void> {
  if (!(await isDirectory(dir))) return;
  for (const name of await listDirectory(dir)) await removeCgroup(path.join(dir, name));
  const pids = ((await readTextIfThere(path.join(dir, "cgroup.procs"))) ?? "").split("\n").filter(Boolean).map(Number);
  const alive = pids.filter((pid) => pid !== process.pid && isRunning(pid));
  for (const pid of alive) killPid(pid, "SIGKILL");
  if (alive.length > 0) throw new Error(`${dir} had processes ${alive.join(", ")}`);
  await removeDirectory(dir);
}
