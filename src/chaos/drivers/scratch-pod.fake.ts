// For tests that need a real cgroup or a real network namespace, but no node: a pod made of a program of the test's own.

import { onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { uniqueToken } from "../../base/random.ts";
import type { InjectRequest } from "../../model/fault.ts";
import type { ClusterNode, NodeState, PodControl } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { exists, makeDirectory } from "../../platform/files.ts";
import { killPid, runProgram, type StartedProcess, startProcess } from "../../platform/processes.ts";
import { fakeCluster } from "../../testing/fake-cluster.ts";
import { type FakeScope, fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";

export interface ScratchPodOptions {
  readonly cgroups?: Readonly<Record<string, string>>;
  /** Path of the network namespace. */
  readonly netns?: string;
  readonly address?: string;
  readonly rpcUrl?: string;
  readonly pid?: number;
}

export interface ScratchPod extends ClusterNode {
  readonly control: PodControl;
  /** Tells those who listen that the namespace is a new one. */
  renewNetns(path: string): Promise<void>;
  /** What `state` tells from now on. */
  become(state: NodeState): void;
}

/** A node as a backend with pods would have it. */
export function scratchPod(options: ScratchPodOptions = {}): ScratchPod {
  const node = fakeCluster({ clock: new ManualClock(), signers: 1, rpcNodes: 0 }).node("signer-0");
  const listeners = new Set<() => Promise<void>>();
  let state: NodeState = { status: "running", pid: options.pid ?? process.pid };
  let netns = options.netns;
  const control: PodControl = {
    kind: "netns",
    state: () => state,
    signal: () => undefined,
    stop: async () => undefined,
    start: async () => undefined,
    wallClock: undefined,
    address: options.address ?? "198.18.0.1",
    netns: () => netns,
    onNewNetns(then) {
      listeners.add(then);
      return { [Symbol.dispose]: () => listeners.delete(then) };
    },
    cgroups: () => options.cgroups ?? {},
  };
  return {
    ...node,
    endpoints: { ...node.endpoints, rpcUrl: options.rpcUrl ?? node.endpoints.rpcUrl },
    control,
    async renewNetns(path) {
      netns = path;
      for (const then of listeners) await then();
    },
    become(next) {
      state = next;
    },
  };
}

/** A scope on the real clock with a directory of its own; every process of the run is ended after the test. */
export async function scratchScope(): Promise<RunScope & Pick<FakeScope, "undos">> {
  const scope = fakeScope({ clock: systemClock });
  return { ...scope, scratchDir: await temporaryDirectory() };
}

/** Cgroups that go with the test, by controller. */
export async function scratchCgroups(): Promise<Record<string, string>> {
  const root = "/sys/fs/cgroup";
  const name = `chaindrill-test-${uniqueToken()}`;
  const cgroups: Record<string, string> = (await exists(`${root}/cgroup.controllers`))
    ? { unified: `${root}/${name}` }
    : { cpu: `${root}/cpu/${name}`, cpuacct: `${root}/cpuacct/${name}`, memory: `${root}/memory/${name}` };
  onTestFinished(async () => {
    await runProgram({ command: "rmdir", args: Object.values(cgroups), timeoutMs: 5000 });
  });
  for (const dir of Object.values(cgroups)) await makeDirectory(dir);
  return cgroups;
}

/** A network namespace with one address on `eth0`, which this process reaches. It goes with the test. */
export async function scratchNetns(): Promise<{ path: string; address: string }> {
  const token = uniqueToken(3);
  const name = `cd-test-${token}`;
  const leg = `cdt${token}`;
  const [second = 0, third = 0] = Buffer.from(token, "hex");
  const subnet = `198.19.${second}.${third & 0xfc}`;
  const hostOf = (host: number) => subnet.replace(/\d+$/, (last) => String(Number(last) + host));
  const ip = (...args: string[]) => runProgram({ command: "ip", args, timeoutMs: 5000 });
  // The leg goes with its other end.
  onTestFinished(async () => {
    await ip("netns", "delete", name);
  });
  await ip("netns", "add", name);
  await ip("-n", name, "link", "set", "lo", "up");
  await ip("link", "add", leg, "type", "veth", "peer", "name", "eth0", "netns", name);
  await ip("address", "add", `${hostOf(2)}/30`, "dev", leg);
  await ip("link", "set", leg, "up");
  await ip("-n", name, "address", "add", `${hostOf(1)}/30`, "dev", "eth0");
  await ip("-n", name, "link", "set", "eth0", "up");
  return { path: `/run/netns/${name}`, address: hostOf(1) };
}

/** Starts a program that ends with the test at the latest. */
export async function scratchProcess(command: string, ...args: string[]): Promise<StartedProcess> {
  const started = await startProcess({ command, args });
  onTestFinished(async () => {
    killPid(started.pid, "SIGKILL");
    await started.exited;
  });
  return started;
}

export const requestFor = (fault: InjectRequest["fault"], ...sources: ClusterNode[]): InjectRequest => ({
  fault,
  sources,
  peers: [],
});

/** Why a test cannot run here; for the name of a test that is skipped visibly. */
export const notRoot: string | undefined =
  process.platform === "linux" && process.getuid?.() === 0 ? undefined : "needs root on Linux";
