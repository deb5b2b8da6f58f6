// Outages of known length, to measure the measurement: all signers are stopped (SIGSTOP) and continued at recorded
// times on a real network, the usual watch looks on, and the usual judge dates the outages from its journal alone. A
// second observer, a newHeads subscription of its own, tells when the chain really went on.

import { analyze } from "../analysis/analyze.ts";
import { systemClock } from "../base/clock.ts";
import { Teardown } from "../base/teardown.ts";
import { createProcessBackend } from "../cluster/process/process-backend.ts";
import { readRun } from "../journal/read-run.ts";
import { saveBefore } from "../journal/run-directory.ts";
import { eventsOf } from "../model/event.ts";
import type { ClusterNode, StartedCluster } from "../model/node.ts";
import type { Plan } from "../model/plan.ts";
import type { RecordedRun } from "../model/recorded-run.ts";
import type { FaultResult } from "../model/result.ts";
import { awaitHealthy } from "../run/await-healthy.ts";
import { enter } from "../run/enter-phase.ts";
import { LiveHealth } from "../run/live-health.ts";
import { type NetworkWatch, watchNetwork } from "../run/network-watch.ts";
import { type OpenedScope, openScope } from "../run/open-scope.ts";
import { prepareTransactions } from "../run/prepare-transactions.ts";
import { sampleHeader } from "./sample-header.ts";
import { type SeenHeads, watchHeads } from "./watch-heads.ts";

export interface KnownOutage {
  readonly stoppedAtMs: number;
  readonly continuedAtMs: number;
  /** First new head the second observer saw after that. */
  readonly nextHeadAtMs: number;
  /** How long the probe took that saw that head: what it adds to the probe interval. */
  readonly probeTookMs: number;
  /** Nodes that answered after it, but said that they were syncing: they were back later than they were continued. */
  readonly syncing: ReadonlySet<string>;
  readonly reported: FaultResult;
}

export interface OutageOptions {
  /** A plan without loads and faults; its recovery.holdMs is what is waited for after each outage. */
  readonly plan: Plan;
  readonly count: number;
  readonly tools: { readonly geth: string; readonly anvil: string };
  /** Absolute; runs, state and cache go below it. */
  readonly dir: string;
}

type Injected = Pick<KnownOutage, "stoppedAtMs" | "continuedAtMs" | "nextHeadAtMs"> & { readonly name: string };

/** Makes `count` outages of 3 to 6 s and returns what was reported of each. */
export async function makeKnownOutages(options: OutageOptions): Promise<readonly KnownOutage[]> {
  const { plan } = options;
  const abort = new AbortController();
  const prepared = await prepareTransactions(plan, { cacheDir: options.dir, signal: abort.signal, progress: () => {} });
  const places = { runsDir: `${options.dir}/runs`, stateDir: `${options.dir}/state` };
  const opened = await openScope({
    ...places,
    name: plan.name,
    seed: plan.seed,
    clock: systemClock,
    abort,
    onEvent: () => {},
  });
  const teardown = new Teardown(systemClock);
  const signers = plan.cluster.nodes.filter((node) => node.role === "signer").map((node) => node.id);
  const observers = plan.cluster.nodes.filter((node) => node.role !== "signer").map((node) => node.id);
  try {
    saveBefore(opened.directory, { header: sampleHeader({ plan, observers }), plan });
    enter(opened, "start");
    const accounts = prepared.funded.map((address) => ({ address, balanceWei: 10n ** 24n }));
    const cluster = await createProcessBackend({ tools: options.tools, accounts }).start(plan.cluster, opened.scope);
    teardown.push({ what: "network", withinMs: 20_000, undo: async () => cluster[Symbol.asyncDispose]() });
    const { scope } = opened;
    const seen = new Set<string>(observers);
    const watch = watchNetwork({
      plan,
      cluster,
      observers: seen,
      canaries: prepared.canaries,
      loads: () => [],
      scope,
    });
    teardown.push({ what: "watch", withinMs: 1000, undo: async () => watch[Symbol.dispose]() });
    const injected = await injectAll({ ...options, cluster, opened, watch, signers, observers: seen });
    enter(opened, "drain");
    await teardown.run();
    opened.scope.events.emit({ type: "run.ended", source: "test", how: "completed", leftovers: [] });
    await opened.recorder.close();
    const run = readRun(opened.directory.dir);
    const { faults } = analyze(run).result;
    return injected.map((outage) => ({
      ...outage,
      ...firstLooks({ run, outage, observers: seen }),
      reported: faultNamed(faults, outage.name),
    }));
  } finally {
    await teardown.run();
    await opened.release();
  }
}

interface Injecting extends OutageOptions {
  readonly cluster: StartedCluster;
  readonly opened: OpenedScope;
  readonly watch: NetworkWatch;
  readonly signers: readonly string[];
  readonly observers: ReadonlySet<string>;
}

async function injectAll(options: Injecting): Promise<Injected[]> {
  const { plan, opened, watch, observers } = options;
  const outstandingCanaries = () => watch.canaries.outstanding();
  const health = new LiveHealth({ plan, observers, blocks: watch.tracker.blocks, outstandingCanaries });
  opened.recorder.listen((event) => health.apply(event));
  const rpc = options.cluster.nodes.find((node) => observers.has(node.id));
  await using heads = await watchHeads({ url: rpc?.endpoints.wsUrl ?? "", nowMs: opened.scope.sinceStartMs });
  enter(opened, "steady");
  await settle(options, health, plan.steady.forMs);
  enter(opened, "faults");
  const injected: Injected[] = [];
  for (let index = 0; index < options.count; index++) {
    injected.push(await injectOne(options, { index, heads }));
    // Held for longer than the judge asks: a canary sent just before the next outage is late because of that one, but
    // counts from when it was sent.
    await settle(options, health, plan.recovery.holdMs + 3000);
  }
  return injected;
}

async function settle({ opened, plan }: Injecting, health: LiveHealth, forMs: number): Promise<void> {
  const { clock, sinceStartMs, signal } = opened.scope;
  const complaints = (nowMs: number) => health.complaints(nowMs);
  const answer = await awaitHealthy({
    clock,
    sinceStartMs,
    signal,
    forMs,
    withinMs: plan.recovery.withinMs,
    complaints,
  });
  if (!answer.healthy) throw new Error(`the network did not settle: ${answer.lastComplaints.join("; ")}`);
}

/** Signals every signer, and says when the middle of doing so was. */
function signalAll(options: Injecting, signal: NodeJS.Signals): number {
  const { sinceStartMs } = options.opened.scope;
  const fromMs = sinceStartMs();
  for (const node of options.cluster.nodes) if (options.signers.includes(node.id)) signalNode(node, signal);
  return (fromMs + sinceStartMs()) / 2;
}

function signalNode({ control }: ClusterNode, signal: NodeJS.Signals): void {
  const state = "state" in control ? control.state() : undefined;
  if (state?.status === "running") process.kill(state.pid, signal);
}

async function injectOne(options: Injecting, at: { index: number; heads: SeenHeads }): Promise<Injected> {
  const { events, clock } = options.opened.scope;
  const name = `outage-${at.index}`;
  const durationMs = 3000 + ((at.index * 733) % 3000);
  events.emit({
    type: "fault.requested",
    source: "test",
    fault: name,
    faultType: "SIGSTOP",
    experiment: name,
    targets: [...options.signers],
    peers: [],
    durationMs,
    support: "native",
    seed: 0,
  });
  const stoppedAtMs = signalAll(options, "SIGSTOP");
  const stopped = { seen: true, atMs: stoppedAtMs, observations: [] };
  events.emit({ type: "fault.active", source: "test", fault: name, askedAtMs: stoppedAtMs, evidence: stopped });
  await clock.sleep(durationMs);
  const continuedAtMs = signalAll(options, "SIGCONT");
  const continued = { seen: true, atMs: continuedAtMs, observations: [] };
  const end = { fault: name, askedAtMs: continuedAtMs, how: "duration", evidence: continued } as const;
  events.emit({ type: "fault.reverted", source: "test", ...end });
  const nextHeadAtMs = await at.heads.nextAfter(continuedAtMs);
  return { name, stoppedAtMs, continuedAtMs, nextHeadAtMs };
}

const firstLooksMs = 2000;

/** What the probes said right after the outage. */
function firstLooks(options: { run: RecordedRun; outage: Injected; observers: ReadonlySet<string> }) {
  const { continuedAtMs } = options.outage;
  const looks = eventsOf(options.run.events, "probe.sampled").filter(
    (look) => look.answered && look.atMs >= continuedAtMs && look.atMs < continuedAtMs + firstLooksMs,
  );
  const answered = looks.flatMap((look) => (look.answered ? [look] : []));
  const observed = answered.filter((look) => options.observers.has(look.node));
  const heightBefore = observed[0]?.height ?? 0;
  const first = observed.find((look) => look.height > heightBefore) ?? observed[0];
  return {
    probeTookMs: first === undefined ? 0 : first.atMs - first.askedAtMs,
    syncing: new Set(answered.filter((look) => look.syncing).map((look) => look.node)),
  };
}

function faultNamed(faults: readonly FaultResult[], name: string): FaultResult {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`${name} is not in the result`);
  return found;
}
