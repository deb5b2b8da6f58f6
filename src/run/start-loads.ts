import type { Teardown } from "../base/teardown.ts";
import { startAutocannonLoad } from "../load/autocannon/start-autocannon-load.ts";
import { startK6Load } from "../load/k6/start-k6-load.ts";
import { type StartedRelay, startRelay } from "../load/relay/start-relay.ts";
import type { StartedCluster } from "../model/node.ts";
import type { Operation } from "../model/operation.ts";
import type { LoadSpec, Plan } from "../model/plan.ts";
import type { RunScope } from "../model/run-scope.ts";
import type { ObservedProcesses } from "../observe/sample-machine.ts";
import type { PreparedTransactions } from "./prepare-transactions.ts";
import { longestLoadMs } from "./run-bounds.ts";
import { serveCorpora } from "./serve-corpora.ts";

export interface RunningLoads {
  /** Each load with its processes. */
  observed(): readonly ObservedProcesses[];
  /** Stops all and waits for their last records. Idempotent. */
  stop(): Promise<void>;
}

/** What a load of any engine can be asked for. */
interface RunningLoad {
  readonly name: string;
  readonly pids: readonly number[];
  stop(): Promise<unknown>;
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
  /** Told of every operation of a load as it ends. */
  onOperation?: (load: string, operation: Operation) => void;
}): Promise<RunningLoads> {
  const { plan, scope } = options;
  const started: RunningLoad[] = [];
  const stop = async () => {
    await Promise.all(started.map((load) => load.stop()));
  };
  const corpora = await serveCorpora(options.prepared.corpora, options.teardown);
  options.teardown.push({ what: "stopping the load", withinMs: stopWithinMs, undo: stop });
  for (const spec of plan.loads) {
    const corpus = corpora.get(spec.name);
    const { rpcUrls, wsUrls } = endpointsOf(spec, options.cluster);
    const roads = await roadsTo([...rpcUrls, ...wsUrls], { spec, scope, teardown: options.teardown });
    const [endpoints, wsEndpoints] = [roads.slice(0, rpcUrls.length), roads.slice(rpcUrls.length)];
    const maxDurationMs = longestLoadMs(plan);
    if (spec.engine === "autocannon") {
      started.push(await startAutocannonLoad({ spec, endpoints, maxDurationMs, scope }));
      continue;
    }
    const onOperation = (operation: Operation) => options.onOperation?.(spec.name, operation);
    const load = { spec, k6: options.k6, endpoints, wsEndpoints, maxDurationMs, scope, onOperation };
    started.push(await startK6Load(corpus === undefined ? load : { ...load, corpus }));
  }
  return { observed: () => started.map(({ name, pids }) => ({ name, pids })), stop };
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

function endpointsOf(spec: LoadSpec, cluster: StartedCluster): { rpcUrls: string[]; wsUrls: string[] } {
  const endpoints = cluster.nodes.filter((node) => spec.through.includes(node.id)).map((node) => node.endpoints);
  return {
    rpcUrls: endpoints.map(({ rpcUrl }) => rpcUrl),
    wsUrls: endpoints.flatMap(({ wsUrl }) => wsUrl ?? []),
  };
}
