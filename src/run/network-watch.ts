// Everything that observes a running network: probes, block tree, canaries, machine and clock. One thing to start and
// one to stop.

import { present } from "../base/assert.ts";
import { type ClusterNode, lifecycleOf, type StartedCluster } from "../model/node.ts";
import type { Plan } from "../model/plan.ts";
import type { RunScope } from "../model/run-scope.ts";
import { type BlockTracker, createBlockTracker } from "../observe/block-tracker.ts";
import { probeNodes } from "../observe/probe-nodes.ts";
import { type ObservedProcesses, sampleMachine } from "../observe/sample-machine.ts";
import { type Canaries, type SignedCanary, sendCanaries } from "../observe/send-canaries.ts";
import { watchClock } from "../observe/watch-clock.ts";
import { createRpcClient, type RpcClient } from "../platform/rpc.ts";

const machineEveryMs = 2000;

export interface NetworkWatchOptions {
  readonly plan: Plan;
  readonly cluster: StartedCluster;
  readonly observers: ReadonlySet<string>;
  readonly canaries: readonly SignedCanary[];
  readonly loads: () => readonly ObservedProcesses[];
  readonly scope: RunScope;
}

export interface NetworkWatch extends Disposable {
  readonly tracker: BlockTracker;
  readonly canaries: Canaries;
  readonly clientOf: (node: ClusterNode) => RpcClient;
}

/** Starts watching. Dispose to stop everything. */
export function watchNetwork(options: NetworkWatchOptions): NetworkWatch {
  const { plan, cluster, scope } = options;
  const clients = new DisposableStack();
  const clientOf = clientsByNode({ cluster, scope, timeoutMs: plan.probe.timeoutMs, stack: clients });
  const tracker = createBlockTracker({ events: scope.events, clientOf });
  // Canaries have connections of their own: a probe that waits for a stopped node must not hold one up.
  const canaryClientOf = clientsByNode({ cluster, scope, timeoutMs: plan.canary.sloMs, stack: clients });
  const through = cluster.nodes.filter((node) => plan.canary.through.includes(node.id));
  const canaries = sendCanaries({
    canaries: options.canaries,
    perSecond: plan.canary.perSecond,
    through,
    timeoutMs: Math.min(2000, plan.canary.sloMs),
    scope,
    tracker,
    clientOf: canaryClientOf,
  });
  const { observers } = options;
  clients.use(canaries);
  clients.use(probeNodes({ nodes: cluster.nodes, observers, ...plan.probe, scope, tracker, clientOf }));
  clients.use(watchClock(scope));
  clients.use(
    sampleMachine({
      everyMs: machineEveryMs,
      scope,
      nodes: () => cluster.nodes.map((node) => ({ name: node.id, pids: pidOf(node) })),
      loads: options.loads,
      harnessPid: process.pid,
    }),
  );
  return { tracker, canaries, clientOf, [Symbol.dispose]: () => clients.dispose() };
}

function clientsByNode(options: {
  cluster: StartedCluster;
  scope: RunScope;
  timeoutMs: number;
  stack: DisposableStack;
}): (node: ClusterNode) => RpcClient {
  const { timeoutMs, scope, stack } = options;
  const clients = new Map(
    options.cluster.nodes.map((node) => {
      const client = createRpcClient({ url: node.endpoints.rpcUrl, timeoutMs, clock: scope.clock, connections: 8 });
      return [node.id, stack.use(client)] as const;
    }),
  );
  return (node) => present(clients.get(node.id), `the client of ${node.id}`);
}

function pidOf(node: ClusterNode): number[] {
  const state = lifecycleOf(node)?.state();
  return state?.status === "running" ? [state.pid] : [];
}
