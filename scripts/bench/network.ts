// What a real five-signer network costs: how long its start takes, and how long each fault takes from being asked for
// to being seen from outside. There is no peer to compare with; the block period and the probe interval give the scale.

import path from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { Teardown } from "../../src/base/teardown.ts";
import { createProcessDriver } from "../../src/chaos/drivers/process-driver.ts";
import { createProcessBackend } from "../../src/cluster/process/process-backend.ts";
import type { FaultAction } from "../../src/model/fault.ts";
import type { StartedCluster } from "../../src/model/node.ts";
import type { RunScope } from "../../src/model/run-scope.ts";
import { openScope } from "../../src/run/open-scope.ts";
import { outagePlan } from "../../src/testing/outage-plan.ts";
import {
  containerKill,
  partition,
  podFailure,
  podKill,
  sampleFault,
  selectNodes,
} from "../../src/testing/sample-fault.ts";

const victims = ["signer-3", "signer-4"];
const others = ["signer-0", "signer-1", "signer-2", "rpc-0"];
const rounds = 3;
const settleMs = 2000;

export interface NetworkBench {
  readonly startMs: number;
  /** By fault, asked to seen, in order of rounds. */
  readonly askedToSeenMs: Readonly<Record<string, readonly number[]>>;
}

export async function benchNetwork(options: { geth: string; anvil: string; dir: string }): Promise<NetworkBench> {
  const plan = outagePlan();
  const places = { runsDir: path.join(options.dir, "runs"), stateDir: path.join(options.dir, "state") };
  const abort = new AbortController();
  const opened = await openScope({ ...places, name: "bench", seed: 1, clock: systemClock, abort, onEvent: () => {} });
  const teardown = new Teardown(systemClock);
  try {
    const startedAtMs = systemClock.nowMs();
    const cluster = await createProcessBackend({ tools: options, accounts: [] }).start(plan.cluster, opened.scope);
    teardown.push({ what: "network", withinMs: 20_000, undo: async () => cluster[Symbol.asyncDispose]() });
    const startMs = systemClock.nowMs() - startedAtMs;
    const askedToSeenMs: Record<string, number[]> = {};
    for (let round = 0; round < rounds; round++) {
      for (const [name, action] of Object.entries(actions())) {
        const tookMs = await timeFault(action, { cluster, scope: opened.scope });
        askedToSeenMs[name] = [...(askedToSeenMs[name] ?? []), tookMs];
      }
    }
    return { startMs, askedToSeenMs };
  } finally {
    await teardown.run();
    await opened.release();
    await opened.recorder.close();
  }
}

function actions(): Readonly<Record<string, FaultAction>> {
  const two = selectNodes(...victims);
  return {
    "PodChaos/pod-kill": podKill(two),
    "PodChaos/container-kill": containerKill(two),
    "PodChaos/pod-failure": podFailure(two),
    "NetworkChaos/partition": partition({ from: two, to: selectNodes(...others) }),
  };
}

async function timeFault(action: FaultAction, on: { cluster: StartedCluster; scope: RunScope }): Promise<number> {
  const { cluster, scope } = on;
  const nodesOf = (ids: readonly string[]) => cluster.nodes.filter((node) => ids.includes(node.id));
  const peers = action.kind === "NetworkChaos" ? nodesOf(others) : [];
  const askedAtMs = scope.sinceStartMs();
  const request = { fault: sampleFault(action), sources: nodesOf(victims), peers };
  const active = await createProcessDriver().inject(request, scope);
  const { seen, atMs } = await active.evidence();
  await active.revert();
  const { seen: over } = await active.evidenceOfEnd();
  if (!seen || !over) throw new Error(`${action.action} was not seen to begin and end`);
  await scope.clock.sleep(settleMs);
  return atMs - askedAtMs;
}
