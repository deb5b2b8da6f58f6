// The phases of a run up to its teardown, in order. Each part that starts something pushes its own undo first.

import type { NodeId } from "../base/ids.ts";
import type { Teardown } from "../base/teardown.ts";
import { ImpairmentRegistry } from "../chaos/impairment.ts";
import { runFault } from "../chaos/run-fault.ts";
import { createProcessBackend } from "../cluster/process/process-backend.ts";
import type { BackendFacts, ClusterNode, StartedCluster } from "../model/node.ts";
import type { Plan, PlannedFault } from "../model/plan.ts";
import { awaitHealthy } from "./await-healthy.ts";
import { awaitSettled, snapshotAll } from "./drain.ts";
import { createDriver } from "./drivers.ts";
import { enter } from "./enter-phase.ts";
import { runFaults } from "./fault-schedule.ts";
import { LiveHealth } from "./live-health.ts";
import { type NetworkWatch, watchNetwork } from "./network-watch.ts";
import { NotSteadyError } from "./not-steady-error.ts";
import type { OpenedScope } from "./open-scope.ts";
import type { PreparedTransactions } from "./prepare-transactions.ts";
import { rejectOnAbort } from "./reject-on-abort.ts";
import type { RunRequest } from "./run-request.ts";
import { type RunningLoads, startLoads } from "./start-loads.ts";

const richWei = 10n ** 24n;
const settleBetweenSnapshotsMs = 2000;

export interface PhaseOptions {
  readonly request: RunRequest;
  readonly plan: Plan;
  readonly observers: readonly NodeId[];
  readonly prepared: PreparedTransactions;
  readonly opened: OpenedScope;
  readonly teardown: Teardown;
}

interface Running extends PhaseOptions {
  readonly cluster: StartedCluster;
  readonly facts: BackendFacts;
  readonly watch: NetworkWatch;
  readonly loads: RunningLoads;
  readonly health: LiveHealth;
}

/** Runs everything from the start of the network to the collection of its logs. */
export async function runPhases(options: PhaseOptions): Promise<void> {
  const { opened } = options;
  enter(opened, "start");
  const running = await startEverything(options);
  // A node that dies unasked ends the run; the race lets whatever is going on be torn down in order.
  await Promise.race([running.cluster.unexpectedExit, rejectOnAbort(opened.scope.signal), goThrough(running)]);
}

async function goThrough(running: Running): Promise<void> {
  const { opened, plan } = running;
  enter(opened, "steady");
  await awaitSteady(running);
  enter(opened, "faults");
  await runPlannedFaults(running);
  enter(opened, "recovery");
  if (plan.faults.length === 0) await opened.scope.clock.sleep(plan.measureMs, opened.scope.signal);
  enter(opened, "drain");
  await drain(running);
}

async function startEverything(options: PhaseOptions): Promise<Running> {
  const { request, plan, prepared, opened, teardown } = options;
  const { scope } = opened;
  const backend = createProcessBackend({
    tools: { geth: request.tools.geth.path, anvil: request.tools.anvil.path },
    accounts: prepared.funded.map((address) => ({ address, balanceWei: richWei })),
  });
  const cluster = await backend.start(plan.cluster, scope);
  // Last in, first out: the network is stopped before its logs are taken, so that they show how it ended.
  const collect = () => cluster.collectLogs(opened.directory.nodesDir);
  teardown.push({ what: "collecting the nodes' logs", withinMs: 5000, undo: collect });
  teardown.push({ what: "stopping the network", withinMs: 20_000, undo: async () => cluster[Symbol.asyncDispose]() });
  writeEndpoints(opened, cluster.nodes);
  const observers = new Set<string>(options.observers);
  let loads: RunningLoads | undefined;
  const loadPids = () => loads?.pids() ?? [];
  const watch = watchNetwork({ plan, cluster, observers, canaries: prepared.canaries, loadPids, scope });
  teardown.push({ what: "stopping the probes", withinMs: 1000, undo: async () => watch[Symbol.dispose]() });
  const health = new LiveHealth({
    plan,
    observers,
    blocks: watch.tracker.blocks,
    outstandingCanaries: () => watch.canaries.outstanding(),
  });
  opened.recorder.listen((event) => health.apply(event));
  loads = await startLoads({ plan, cluster, prepared, k6: request.tools.k6.path, scope, teardown });
  return { ...options, cluster, facts: await backend.facts(), watch, loads, health };
}

/** So that a person, or a second observer, can look at the nodes while the run goes on. */
function writeEndpoints(opened: OpenedScope, nodes: readonly ClusterNode[]): void {
  const endpoints = nodes.map(({ id, endpoints: { rpcUrl, wsUrl } }) => ({ id, rpcUrl, wsUrl }));
  opened.directory.write("inputs/endpoints.json", `${JSON.stringify(endpoints, null, 2)}\n`);
}

async function awaitSteady(running: Running): Promise<void> {
  const { plan, health, opened } = running;
  const answer = await awaitHealthy({
    ...waitOn(opened),
    ...plan.steady,
    complaints: (nowMs) => [...health.complaints(nowMs), ...health.rateComplaints()],
  });
  if (!answer.healthy) throw new NotSteadyError(answer.lastComplaints);
}

async function runPlannedFaults(running: Running): Promise<void> {
  const { plan, opened, cluster, facts, health } = running;
  const { scope } = opened;
  const driver = createDriver(plan.backend);
  const impaired = new ImpairmentRegistry();
  await runFaults({
    faults: plan.faults,
    scope,
    steadyAtMs: scope.sinceStartMs(),
    runFault: async (planned: PlannedFault) => {
      const { limits, seed } = plan;
      await runFault({ planned, cluster, driver, facts, limits, impaired, seed, scope, abort: scope.signal });
    },
    awaitRecovery: async () => {
      const wait = { ...waitOn(opened), forMs: plan.recovery.holdMs, withinMs: plan.recovery.withinMs };
      const answer = await awaitHealthy({ ...wait, complaints: (nowMs) => health.complaints(nowMs) });
      return answer.healthy;
    },
  });
}

/** Stops the load, lets what was accepted be included, and takes the last word of every node, twice. */
async function drain(running: Running): Promise<void> {
  const { plan, opened, cluster, watch, loads, health, prepared } = running;
  const { scope } = opened;
  watch.canaries.stop();
  await loads.stop();
  await awaitSettled({ plan, scope, health });
  enter(opened, "collect");
  const snapshot = (round: number) =>
    snapshotAll({ cluster, round, senders: prepared.funded, scope, tracker: watch.tracker, clientOf: watch.clientOf });
  await snapshot(1);
  await scope.clock.sleep(settleBetweenSnapshotsMs, scope.signal);
  await snapshot(2);
  watch.canaries.giveUp();
}

const waitOn = ({ scope }: OpenedScope) => ({
  clock: scope.clock,
  sinceStartMs: scope.sinceStartMs,
  signal: scope.signal,
});
