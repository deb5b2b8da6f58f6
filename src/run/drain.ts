// After the load: wait until what was accepted had its chance, then take the last word of every node, twice.

import type { ClusterNode, StartedCluster } from "../model/node.ts";
import type { Plan } from "../model/plan.ts";
import type { RunScope } from "../model/run-scope.ts";
import type { BlockTracker } from "../observe/block-tracker.ts";
import { snapshotChain } from "../observe/snapshot-chain.ts";
import type { RpcClient } from "../platform/rpc.ts";
import type { LiveHealth } from "./live-health.ts";

/** A chain that stands still does not drain; then this is how long the drain waits for each block it hoped for. */
const patiencePerBlock = 3;

export interface DrainOptions {
  readonly plan: Plan;
  readonly scope: RunScope;
  readonly health: LiveHealth;
}

/** Waits for `confirmations` + 2 further blocks, or as long as three times that many block periods. */
export async function awaitSettled(options: DrainOptions): Promise<void> {
  const { plan, scope, health } = options;
  const blocks = plan.cluster.confirmations + 2;
  const untilHeight = health.bestHeight + blocks;
  const deadlineMs = scope.sinceStartMs() + patiencePerBlock * blocks * plan.cluster.consensus.blockPeriodMs;
  while (health.bestHeight < untilHeight && scope.sinceStartMs() < deadlineMs) {
    await scope.clock.sleep(100, scope.signal);
  }
}

/** Every node's chain, all nodes at once. */
export async function snapshotAll(options: {
  cluster: StartedCluster;
  round: number;
  senders: readonly string[];
  scope: RunScope;
  tracker: BlockTracker;
  clientOf: (node: ClusterNode) => RpcClient;
}): Promise<void> {
  const { cluster, clientOf, ...rest } = options;
  await Promise.all(cluster.nodes.map((node) => snapshotChain({ ...rest, node, client: clientOf(node) })));
}
