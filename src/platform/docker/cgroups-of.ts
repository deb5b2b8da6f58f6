// Where in the file system the cgroups of a process lie (cgroups(7), proc_pid_cgroup(5), proc_pid_mountinfo(5)).

import { readTextNowIfThere } from "../files.ts";

/** What matters for taking resources away, or counting them; the others would only bring limits of their own. */
const wanted: ReadonlySet<string> = new Set(["cpu", "cpuacct", "cpuset", "memory", "freezer", "pids"]);

/** Directory of each controller's cgroup (v1), or of the one for all under `unified` (v2); empty when it is gone. */
export function cgroupsOf(pid: number): Readonly<Record<string, string>> {
  return cgroupDirectories({ memberships: readNow(`/proc/${pid}/cgroup`), mounts: readNow("/proc/self/mountinfo") });
}

/** Whether a process of this machine is one of that container: a pid of another machine may be anybody's here. */
export const isInContainer = (pid: number, containerId: string): boolean =>
  readNow(`/proc/${pid}/cgroup`).includes(containerId);

function readNow(file: string): string {
  try {
    return readTextNowIfThere(file) ?? "";
  } catch {
    return ""; // ESRCH: the process ended while it was asked about
  }
}

/** The same from the texts of both files. */
export function cgroupDirectories(texts: { memberships: string; mounts: string }): Readonly<Record<string, string>> {
  const mounts = texts.mounts.split("\n").flatMap(readMount);
  const found = texts.memberships.split("\n").flatMap((line) => readMembership(line));
  const placed = found.flatMap(({ controller, path }): [string, string][] => {
    const mount = mounts.find(({ controllers }) => controllers.has(controller));
    const dir = mount === undefined ? undefined : below(mount, path);
    return dir === undefined ? [] : [[controller, dir]];
  });
  const legacy = placed.filter(([controller]) => controller !== unified);
  return Object.fromEntries(legacy.length > 0 ? legacy : placed);
}

const unified = "unified";

/** `4:cpu,cpuacct:/docker/0af3` or, of version 2, `0::/docker/0af3`. */
function readMembership(line: string): { readonly controller: string; readonly path: string }[] {
  const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
  if (match === null) return [];
  const [, names = "", path = ""] = match;
  if (names === "") return [{ controller: unified, path }];
  return names.split(",").flatMap((controller) => (wanted.has(controller) ? [{ controller, path }] : []));
}

interface CgroupMount {
  readonly controllers: ReadonlySet<string>;
  /** The part of the hierarchy that is seen at the mount point. */
  readonly root: string;
  readonly point: string;
}

function readMount(line: string): CgroupMount[] {
  const [place = "", kind = ""] = line.split(" - ");
  const [, , , root = "", point = ""] = place.split(" ");
  const [type, , options = ""] = kind.split(" ");
  if (type === "cgroup2") return [{ controllers: new Set([unified]), root, point }];
  return type === "cgroup" ? [{ controllers: new Set(options.split(",")), root, point }] : [];
}

function below({ root, point }: CgroupMount, path: string): string | undefined {
  if (root === "/") return `${point}${path}`;
  return path === root || path.startsWith(`${root}/`) ? `${point}${path.slice(root.length)}` : undefined;
}
