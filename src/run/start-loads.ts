import type { Teardown } from "../base/teardown.ts";
import { type StartedLoad, startK6Load } from "../load/k6/start-k6-load.ts";
import { type StartedRelay, startRelay } from "../load/relay/start-relay.ts";
import type { StartedCluster } from "../model/node.ts";
import type { LoadSpec, Plan } from "../model/plan.ts";
import type { RunScope } from "../model/run-scope.ts";
import type { PreparedTransactions } from "./prepare-transactions.ts";
import { longestLoadMs } from "./run-bounds.ts";

export interface RunningLoads {
  pids(): readonly number[];
  /** Stops all and waits for their last records. Idempotent. */
  stop(): Promise<void>;
}

const stopWithinMs = 10_000;

/** Starts every load of the plan, each with its undo registered before it. */
export async function startLoads(options: {
  plan: Plan;
  cluster: StartedCluster;
  prepared: PreparedTransactions;
  k6: string;
  scope: RunScope;
  teardown: Teardown;
}): Promise<RunningLoads> {
  const { plan, scope } = options;
  const started: StartedLoad[] = [];
  const stop = async () => {
    await Promise.all(started.map((load) => load.stop()));
  };
  options.teardown.push({ what: "stopping the load", withinMs: stopWithinMs, undo: stop });
  for (const spec of plan.loads) {
    const corpus = options.prepared.corpora.get(spec.name);
    const endpoints = await roadsTo(endpointsOf(spec, options.cluster), { spec, scope, teardown: options.teardown });
    const maxDurationMs = longestLoadMs(plan);
    const load = { spec, k6: options.k6, endpoints, maxDurationMs, scope };
    started.push(await startK6Load(corpus === undefined ? load : { ...load, corpus }));
  }
  return { pids: () => started.map((load) => load.pid), stop };
}

/** The nodes' own URLs, or those of a relay in front of them when the load is to be far away. */
async function roadsTo(
  urls: readonly string[],
  { spec, scope, teardown }: { spec: LoadSpec; scope: RunScope; teardown: Teardown },
): Promise<readonly string[]> {
  if (spec.relayDelayMs === 0) return urls;
  let relay: StartedRelay | undefined;
  const end = async () => relay?.[Symbol.asyncDispose]();
  teardown.push({ what: `stopping the relay of ${spec.name}`, withinMs: 3000, undo: end });
  relay = await startRelay({ name: spec.name, urls, delayMs: spec.relayDelayMs, scope });
  return relay.urls;
}

function endpointsOf(spec: LoadSpec, cluster: StartedCluster): string[] {
  return cluster.nodes.filter((node) => spec.through.includes(node.id)).map((node) => node.endpoints.rpcUrl);
}
