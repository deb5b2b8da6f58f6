// A driver for pods, with pods in memory, a network that obeys fake rules, and a clock.

import { expect } from "vitest";
import type { FaultAction, InjectRequest } from "../../model/fault.ts";
import type { ClusterNode, PodControl } from "../../model/node.ts";
import { type FakeNetfilter, fakeNetfilter } from "../../platform/netfilter.fake.ts";
import { fakeClusterSpec } from "../../testing/fake-cluster.ts";
import { type FakeScope, fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { sampleFault } from "../../testing/sample-fault.ts";
import { fakeProbes } from "../evidence/pod-probe.fake.ts";
import { type FakeQueues, fakeQueues } from "../network/packet-queue.fake.ts";
import { createPodDriver } from "./pod-driver.ts";

export interface PodBench extends AsyncDisposable {
  readonly driver: ReturnType<typeof createPodDriver>;
  readonly clock: ManualClock;
  readonly scope: FakeScope;
  readonly netfilter: FakeNetfilter;
  readonly queues: FakeQueues;
  readonly nodes: readonly ClusterNode[];
  request(action: FaultAction, sides: { sources: number[]; peers?: number[] }): InjectRequest;
  /** So many probes to come find their pod without a network namespace. */
  loseNamespaces(count: number): void;
  /** All rules of all pods. */
  rules(): Promise<string[]>;
}

/** `shapedMs` is what shaping does here, whatever was asked. `deaf`: rules are taken and do nothing. */
export function openPodBench(options: { pods?: number; shapedMs?: number; deaf?: boolean } = {}): PodBench {
  const { pods = 4, shapedMs = 50, deaf = false } = options;
  const clock = new ManualClock();
  const scope = fakeScope({ clock });
  const spec = fakeClusterSpec({ signers: pods, rpcNodes: 0 });
  const namespaces = spec.nodes.map((node) => `/run/netns/cd-test-${node.id}`);
  const addresses = new Map(namespaces.map((netns, index) => [netns, `198.18.0.${index + 2}`]));
  const netfilter = fakeNetfilter(...namespaces);
  const queues = fakeQueues();
  const nodes = spec.nodes.map((node, index): ClusterNode => {
    const netns = namespaces[index] ?? "";
    return podOf(node, { netns, address: addresses.get(netns) ?? "", pid: 1000 + index });
  });
  const probes = fakeProbes({ addresses, netfilter, clock, shapedMs });
  let lost = 0;
  const driver = createPodDriver("netns", {
    network: {
      netfilter: deaf ? { ...netfilter, restoreTables: async () => {} } : netfilter,
      shaper: "nfqueue",
      async openProbe({ netns }) {
        if (lost-- > 0) throw new Error(`nsenter: cannot open ${netns}: No such file or directory`);
        return probes.open(netns);
      },
      openQueue: ({ netns, queue }) => queues.open(netns, queue),
      resolveHost: async () => ["192.0.2.7"],
    },
  });
  return {
    driver,
    clock,
    scope,
    netfilter,
    queues,
    nodes,
    request(action, { sources, peers = [] }) {
      const at = (numbers: number[]) => nodes.filter((_, index) => numbers.includes(index));
      const others = nodes.filter((_, index) => !sources.includes(index) && !peers.includes(index));
      return { fault: sampleFault(action), sources: at(sources), peers: at(peers), others };
    },
    loseNamespaces(count) {
      lost = count;
    },
    rules: async () => (await Promise.all(namespaces.map((netns) => netfilter.rulesIn(netns)))).flat(),
    async [Symbol.asyncDispose]() {
      expect(probes.running()).toBe(0);
      expect(clock.pending).toBe(0);
    },
  };
}

/** A node that runs, and does nothing when it is told to stop. */
function podOf(
  spec: ClusterNode["spec"],
  { netns, address, pid }: { netns: string; address: string; pid: number },
): ClusterNode {
  const control: PodControl = {
    kind: "netns",
    address,
    netns: () => netns,
    onNewNetns: () => ({ [Symbol.dispose]() {} }),
    cgroups: () => ({}),
    state: () => ({ status: "running", pid }),
    signal() {},
    async stop() {},
    async start() {},
    wallClock: undefined,
  };
  const endpoints = { rpcUrl: `http://${address}:8545`, wsUrl: undefined, p2pPort: 30303 };
  return { id: spec.id, spec, endpoints, control };
}
