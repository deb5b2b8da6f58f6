// The phases of a run up to its teardown, in order. Each part that starts something pushes its own undo first.

import type { NodeId } from "../base/ids.ts";
import { orAborted } from "../base/poll.ts";
import type { Teardown } from "../base/teardown.ts";
import { ImpairmentRegistry } from "../chaos/impairment.ts";
import { runFault } from "../chaos/run-fault.ts";
import type { ClusterNode, StartedCluster } from "../model/node.ts";
import type { Plan, PlannedFault } from "../model/plan.ts";
import { readFinalState } from "../observe/read-final-state.ts";
import { awaitHealthy } from "./await-healthy.ts";
import { awaitSettled, snapshotAll } from "./drain.ts";
import { createDriver } from "./drivers.ts";
import { enter } from "./enter-phase.ts";
import { faultNeeds } from "./fault-needs.ts";
import { type FaultSchedule, scheduleFaults } from "./fault-schedule.ts";
import { fundRun } from "./fund-run.ts";
import { type KeptNonces, keepNonces } from "./keep-nonces.ts";
import { LiveHealth } from "./live-health.ts";
import { type NetworkWatch, watchNetwork } from "./network-watch.ts";
import { asCrash } from "./node-crash-error.ts";
import { NotSteadyError } from "./not-steady-error.ts";
import type { OpenedScope } from "./open-scope.ts";
import type { PreparedTransactions } from "./prepare-transactions.ts";
import type { RunRequest } from "./run-request.ts";
import { startCluster } from "./start-cluster.ts";
import { type RunningLoads, startLoads } from "./start-loads.ts";
import { askStatusOf } from "./status-check.ts";

const settleBetweenSnapshotsMs = 2000;
/**
 * The judge dates a recovery by probes and blocks, and so a little later than the live view believes in it: a hold that ended
 * with the live view would often be some tenths of a second short, and the recovery unknown.
 */
const judgeMarginMs = 1000;
/** Restarting or relinking takes a moment; then the driver looks for 5 s at most whether it was seen. */
const healWithinMs = 15_000;

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
  readonly watch: NetworkWatch;
  readonly loads: RunningLoads;
  readonly nonces: KeptNonces;
  readonly health: LiveHealth;
}

/** Runs everything from the start of the network to the collection of its logs. */
export async function runPhases(options: PhaseOptions): Promise<void> {
  const { opened } = options;
  enter(opened, "start");
  const running = await startEverything(options);
  // A node that dies unasked ends the run; the race lets whatever is going on be torn down in order.
  const crash = running.cluster.unexpectedExit.catch((error: unknown) => {
    throw asCrash(error);
  });
  await orAborted(Promise.race([crash, goThrough(running)]), opened.scope.signal);
}

async function goThrough(running: Running): Promise<void> {
  const { opened, plan } = running;
  enter(opened, "steady");
  await awaitSteady(running);
  enter(opened, "faults");
  const faults = startFaults(running);
  await faults.over;
  if (plan.faults.length === 0) await opened.scope.clock.sleep(plan.measureMs, opened.scope.signal);
  enter(opened, "heal");
  noteWhatIsStillImpaired(opened, faults.impaired);
  enter(opened, "recovery");
  await faults.recovered;
  enter(opened, "drain");
  await drain(running);
}

async function startEverything(options: PhaseOptions): Promise<Running> {
  const { request, plan, prepared, opened, teardown } = options;
  const { scope } = opened;
  const { tools, parts } = request;
  const { funded, contracts } = prepared;
  const { cluster: spec, backend } = plan;
  const needs = faultNeeds(plan.faults);
  const starting = { cluster: spec, backend, tools, parts, needs, funded, contracts, opened, teardown };
  const cluster = await startCluster(starting);
  writeEndpoints(opened, cluster.nodes);
  await fundRun({ request, plan, cluster, prepared, scope });
  const observers = new Set<string>(options.observers);
  let loads: RunningLoads | undefined;
  const observed = () => loads?.observed() ?? [];
  const watch = watchNetwork({ plan, cluster, observers, canaries: prepared.canaries, loads: observed, scope });
  teardown.push({ what: "stopping the probes", withinMs: 1000, undo: async () => watch[Symbol.dispose]() });
  const health = new LiveHealth({
    plan,
    observers,
    blocks: watch.tracker.blocks,
    outstandingCanaries: () => watch.canaries.outstanding(),
  });
  opened.recorder.listen((event) => health.apply(event));
  const listen = opened.recorder.listen;
  const nonces = keepNonces({ prepared, cluster, listen, scope, teardown });
  loads = await startLoads({ plan, cluster, prepared, k6: tools.k6.path, scope, teardown, onOperation: nonces.take });
  return { ...options, cluster, watch, loads, nonces, health };
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

/** Each fault is undone at its own end; what was not seen to be over is named, and the recovery is awaited all the same. */
function noteWhatIsStillImpaired(opened: OpenedScope, impaired: ImpairmentRegistry): void {
  const faults = impaired.current.map((impairment) => impairment.fault);
  if (faults.length === 0) return;
  opened.scope.events.emit({ type: "note", source: "run", text: `not seen to be over: ${faults.join(", ")}` });
}

function startFaults(running: Running): FaultSchedule & { readonly impaired: ImpairmentRegistry } {
  const { plan, opened, cluster, health, teardown } = running;
  const { facts, parts } = running.request;
  const { scope } = opened;
  const driver = createDriver({ facts, netAgent: parts.netAgent, clock: scope.clock });
  const impaired = new ImpairmentRegistry();
  const schedule = scheduleFaults({
    faults: plan.faults,
    scope,
    steadyAtMs: scope.sinceStartMs(),
    checks: plan.checks,
    ask: askStatusOf(cluster.nodes, scope.clock),
    runFault: async (planned: PlannedFault, abort: AbortSignal) => {
      const { limits, seed } = plan;
      await runFault({ planned, cluster, driver, facts, limits, impaired, seed, scope, abort });
    },
    awaitRecovery: async () => {
      const forMs = plan.recovery.holdMs + judgeMarginMs;
      const wait = { ...waitOn(opened), forMs, withinMs: plan.recovery.withinMs };
      const answer = await awaitHealthy({ ...wait, complaints: (nowMs) => health.complaints(nowMs) });
      return answer.healthy;
    },
  });
  // After an abort the faults end by themselves, but not at once: the network must be there until they are undone.
  const healed = schedule.recovered.catch(() => undefined); // why it ended early is told by whoever awaits it
  schedule.over.catch(() => undefined);
  teardown.push({ what: "healing the faults", withinMs: healWithinMs, undo: () => healed });
  return { ...schedule, impaired };
}

/** Stops the load, lets what was accepted be included, and takes the last word of every node, twice. */
async function drain(running: Running): Promise<void> {
  const { plan, opened, cluster, watch, loads, nonces, health, prepared } = running;
  const { scope } = opened;
  watch.canaries.stop();
  await loads.stop();
  await nonces.finish();
  await awaitSettled({ plan, scope, health });
  enter(opened, "collect");
  const snapshot = (round: number) =>
    snapshotAll({ cluster, round, senders: prepared.funded, scope, tracker: watch.tracker, clientOf: watch.clientOf });
  await snapshot(1);
  const { spec, nodes } = cluster;
  const { tracker, clientOf } = watch;
  const { funded, contracts, questions } = prepared;
  const holders = [...funded, ...contracts.map((contract) => contract.address)];
  await Promise.all([
    scope.clock.sleep(settleBetweenSnapshotsMs, scope.signal),
    readFinalState({ spec, nodes, clientOf, blocks: tracker.blocks, holders, questions, scope }),
  ]);
  await snapshot(2);
  watch.canaries.giveUp();
}

const waitOn = ({ scope }: OpenedScope) => ({
  clock: scope.clock,
  sinceStartMs: scope.sinceStartMs,
  signal: scope.signal,
});
