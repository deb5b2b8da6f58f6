// Real network namespaces for tests: pods with `eth0` on one bridge, in a namespace of its own, and nothing in the root
// namespace. They are gone when disposed.

import { nodeId } from "../../base/ids.ts";
import { uniqueToken } from "../../base/random.ts";
import type { ClusterNode, PodControl } from "../../model/node.ts";
import { runProgram } from "../../platform/processes.ts";
import { fakeClusterSpec } from "../../testing/fake-cluster.ts";

export interface ScratchPods extends AsyncDisposable {
  readonly nodes: readonly ClusterNode[];
  /** Replaces a pod's namespace by a bare one with the same address, as a container's restart does. */
  renew(index: number): Promise<void>;
}

const timeoutMs = 10_000;

/** `cdtest<token>-0`, -1, ... at 198.18.250.2, .3, ... */
export async function makeScratchPods(count: number): Promise<ScratchPods> {
  const prefix = `cdtest${uniqueToken(3)}`;
  const bridge = `${prefix}-switch`;
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  const watchers = names.map(() => new Set<() => Promise<void>>());
  const nodes = fakeClusterSpec({ signers: count, rpcNodes: 0 }).nodes.map((spec, index): ClusterNode => {
    const control: PodControl = {
      kind: "netns",
      address: addressOf(index),
      netns: () => `/run/netns/${names[index]}`,
      onNewNetns(then) {
        watchers[index]?.add(then);
        return { [Symbol.dispose]: () => void watchers[index]?.delete(then) };
      },
      cgroups: () => ({}),
      state: () => ({ status: "running", pid: 1 }),
      signal() {},
      async stop() {},
      async start() {},
      wallClock: undefined,
    };
    const endpoints = { rpcUrl: `http://${control.address}:8545`, wsUrl: undefined, p2pPort: undefined };
    return { id: nodeId(`pod-${index}`), spec, endpoints, control };
  });
  const remove = async (some: readonly string[]) => {
    await ip(some.map((name) => `netns del ${name}`).join("\n"), "-force");
  };
  const plug = async (index: number) => {
    const name = names[index];
    await ip(`netns add ${name}`);
    await ip(`link add name p${index} netns ${bridge} type veth peer name eth0 netns ${name}`);
    const lines = [`addr add ${addressOf(index)}/24 dev eth0`, "link set eth0 up", "link set lo up"];
    await ip(lines.join("\n"), "-netns", name ?? "");
    await ip(`link set p${index} master br0 up`, "-netns", bridge);
  };
  try {
    await ip(`netns add ${bridge}`);
    await ip("link add name br0 type bridge\nlink set br0 up", "-netns", bridge);
    for (const index of names.keys()) await plug(index);
  } catch (error) {
    await remove([...names, bridge]).catch(() => {}); // some were never made
    throw error;
  }
  return {
    nodes,
    async renew(index) {
      // A namespace that is deleted lives on while a process is in it, and its devices with it.
      await ip(`link del p${index}`, "-netns", bridge);
      await remove([names[index] ?? ""]);
      await plug(index);
      for (const watcher of watchers[index] ?? []) await watcher();
    },
    [Symbol.asyncDispose]: () => remove([...names, bridge]),
  };
}

const addressOf = (index: number): string => `198.18.250.${index + 2}`;

async function ip(lines: string, ...options: string[]): Promise<void> {
  await runProgram({ command: "ip", args: [...options, "-batch", "-"], input: `${lines}\n`, timeoutMs });
}
