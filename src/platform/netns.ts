// Network namespaces by name, as ip-netns(8) keeps them, and how those of a run are named: what bears its id is its own.

import { createHash } from "node:crypto";
import { readlinkSync, statSync } from "node:fs";
import { listDirectory, readTextIfThere } from "./files.ts";
import { allPids, runProgram } from "./processes.ts";

const directory = "/run/netns";
const timeoutMs = 10_000;
/** IFNAMSIZ of the kernel less the final zero. */
const deviceNameMax = 15;

/** Of one node. */
export const podNetns = (runId: string, node: string): string => `cd-${runId}-${node}`;
/** Where the bridge between all nodes lies. */
export const switchNetns = (runId: string): string => podNetns(runId, "switch");
/** For `nsenter --net=`. */
export const netnsPath = (name: string): string => `${directory}/${name}`;

/** The device in the root namespace by which the harness reaches the nodes. A long id is shortened to its digest. */
export function legDevice(runId: string): string {
  const name = `cd${runId}`;
  if (name.length <= deviceNameMax) return name;
  return `cd${createHash("sha256").update(runId).digest("hex")}`.slice(0, deviceNameMax);
}

/** Names of the run's network namespaces. */
export async function netnsOf(runId: string): Promise<string[]> {
  return (await listDirectory(directory)).filter((name) => name.startsWith(podNetns(runId, "")));
}

/** Whether this process's own network namespace has a device of that name. */
export async function hasDevice(name: string): Promise<boolean> {
  const table = (await readTextIfThere("/proc/self/net/dev")) ?? "";
  return table.split("\n").some((line) => line.trimStart().startsWith(`${name}:`));
}

/** Pids of the processes in these network namespaces. */
export function pidsInNetns(names: readonly string[]): number[] {
  const inodes = new Set(names.flatMap((name) => inodeOf(netnsPath(name)) ?? []));
  return allPids().filter((pid) => {
    const inode = netnsInode(pid);
    return inode !== undefined && inodes.has(inode);
  });
}

function inodeOf(file: string): number | undefined {
  try {
    return statSync(file).ino;
  } catch {
    return undefined; // removed between two looks
  }
}

function netnsInode(pid: number): number | undefined {
  try {
    return Number(/\d+/.exec(readlinkSync(`/proc/${pid}/ns/net`))?.[0]);
  } catch {
    return undefined; // gone, or another user's
  }
}

export interface IpBatchOptions {
  /** Name of the namespace it works in; this process's own by default. */
  readonly netns?: string;
  /** Goes on after a line that fails. */
  readonly force?: boolean;
  /** Marks of the run: one that builds something must not outlive it. */
  readonly marks?: Readonly<Record<string, string>>;
}

/** Runs commands of ip(8), one a line, in one process. */
export async function ipBatch(lines: readonly string[], options: IpBatchOptions = {}): Promise<void> {
  const { netns, force = false, marks = {} } = options;
  const args = [...(netns === undefined ? [] : ["-n", netns]), ...(force ? ["-force"] : []), "-batch", "-"];
  await runProgram({ command: "ip", args, env: marks, input: `${lines.join("\n")}\n`, timeoutMs });
}

/** Destinations of this machine's IPv4 routes: `default`, an address, or a network as CIDR. */
export async function ipRoutes(): Promise<string[]> {
  const { stdout } = await runProgram({ command: "ip", args: ["-4", "-json", "route", "show"], timeoutMs });
  const routes: unknown = JSON.parse(stdout || "[]");
  return Array.isArray(routes) ? routes.map((route: { dst?: unknown }) => String(route.dst)) : [];
}
