// Builds recorded runs for tests of analysis and reports: a simulated network under load, with faults, as a journal.
//
//   const run = simulatedRun().transfers({ name: "transfers", perSecond: 4 })
//     .fault({ name: "outage", kind: "pod-failure", targets: ["signer-0"], atMs: 20_000, forMs: 10_000 }).build();

import { nodeId } from "../base/ids.ts";
import type { RunEvent } from "../model/event.ts";
import type { Operation } from "../model/operation.ts";
import type { LoadSpec, Plan } from "../model/plan.ts";
import type { RecordedRun } from "../model/recorded-run.ts";
import type { RunScript, ScriptedFault } from "./run-script.ts";
import { type SamplePlanOptions, samplePlan, samplePlannedFault } from "./sample-plan.ts";
import { writeJournal } from "./simulated-journal.ts";
import { canariesOf, type ScriptedLoad, type SimulatedOperations, simulateLoad } from "./simulated-load.ts";
import { type Impairment, type SimulatedFork, type Stretch, simulateNetwork } from "./simulated-network.ts";

const steadyAtMs = 2_000;
/** Snapshots are taken this long after the load stopped. */
const drainMs = 6_000;

/** A recorded run of which everything is at hand. */
export interface SimulatedRun extends RecordedRun {
  readonly events: readonly RunEvent[];
  readonly operations: ReadonlyMap<string, readonly Operation[]>;
}

export class RunBuilder {
  #plan: Plan;
  #drainAtMs = 60_000;
  readonly #loads: ScriptedLoad[] = [];
  readonly #faults: ScriptedFault[] = [];
  readonly #halts: Stretch[] = [];
  readonly #forks: SimulatedFork[] = [];
  readonly #impairments: Impairment[] = [];
  #finalityLag: number | undefined;
  #ended: RunScript["ended"] = { how: "completed", leftovers: [] };

  constructor(options: SamplePlanOptions) {
    this.#plan = samplePlan(options);
  }

  /** Changes the plan: objectives, kind, recovery, anything a test is about. */
  plan(change: Partial<Plan>): this {
    this.#plan = { ...this.#plan, ...change };
    return this;
  }

  /** When the load stops, on the run's clock. Default 60 s. */
  until(drainAtMs: number): this {
    this.#drainAtMs = drainAtMs;
    return this;
  }

  transfers(load: Omit<ScriptedLoad, "kind">): this {
    this.#loads.push({ ...load, kind: "transfers" });
    return this;
  }

  reads(load: Omit<ScriptedLoad, "kind">): this {
    this.#loads.push({ ...load, kind: "reads" });
    return this;
  }

  /** Calls of the counter and the token. */
  contracts(load: Omit<ScriptedLoad, "kind">): this {
    this.#loads.push({ ...load, kind: "contracts" });
    return this;
  }

  fault(fault: ScriptedFault): this {
    this.#faults.push(fault);
    return this;
  }

  /** No block is made in this stretch, without a fault to blame. */
  halt(stretch: Stretch): this {
    this.#halts.push(stretch);
    return this;
  }

  fork(fork: SimulatedFork): this {
    this.#forks.push(fork);
    return this;
  }

  impair(impairment: Impairment): this {
    this.#impairments.push(impairment);
    return this;
  }

  /** The nodes call a block final once it is so many blocks deep. Default: their client has no such word. */
  finality(lag: number): this {
    this.#finalityLag = lag;
    return this;
  }

  ends(ended: Partial<RunScript["ended"]>): this {
    this.#ended = { ...this.#ended, ...ended };
    return this;
  }

  build(): SimulatedRun {
    const plan: Plan = {
      ...this.#plan,
      loads: this.#loads.map((load) => this.#loadSpec(load)),
      faults: this.#faults.map((fault) => samplePlannedFault({ ...fault, durationMs: fault.forMs })),
    };
    const snapshotsAtMs = this.#drainAtMs + drainMs;
    const biting = this.#faults.filter((fault) => fault.bites !== false && fault.refused === undefined);
    const canaries = canariesOf(plan, { fromMs: steadyAtMs, toMs: this.#drainAtMs });
    const loads = this.#loads.map((load, index) =>
      simulateLoad(load, { index, fromMs: steadyAtMs, toMs: this.#drainAtMs }),
    );
    const network = simulateNetwork({
      blockPeriodMs: plan.cluster.consensus.blockPeriodMs,
      untilMs: snapshotsAtMs - 500,
      halts: [...this.#halts, ...biting.flatMap(haltOf)],
      forks: this.#forks,
      impairments: [...this.#impairments, ...biting.flatMap(impairmentsOf)],
      txs: [...canaries, ...loads.flatMap((load) => load.txs)].toSorted((a, b) => a.atMs - b.atMs),
    });
    const script: RunScript = {
      plan,
      drainAtMs: this.#drainAtMs,
      endAtMs: snapshotsAtMs + 3_000,
      faults: this.#faults,
      finalityLag: this.#finalityLag,
      ended: this.#ended,
    };
    return {
      header: headerOf(plan, this.#observers(plan)),
      plan,
      events: writeJournal({ script, network, canaries, loads, observers: this.#observers(plan) }),
      operations: operationsOf(loads),
      defects: [],
    };
  }

  #loadSpec(load: ScriptedLoad): LoadSpec {
    return {
      name: load.name,
      engine: "k6",
      script: `${load.kind}.ts`,
      rate: { kind: "constant", perSecond: load.perSecond },
      vus: load.vus ?? 50,
      generators: 1,
      batch: 1,
      settings: {},
      requestTimeoutMs: 5_000,
      corpus: load.kind === "reads" ? "none" : load.kind,
      relayDelayMs: 0,
      through: this.#plan.cluster.nodes.filter((node) => node.role === "rpc").map((node) => node.id),
    };
  }

  /** Nodes chosen by no fault; all where there are none such. */
  #observers(plan: Plan): string[] {
    const chosen = new Set(this.#faults.flatMap((fault) => [...fault.targets, ...(fault.peers ?? [])]));
    const ids = plan.cluster.nodes.map((node) => String(node.id));
    const free = ids.filter((id) => !chosen.has(id));
    return free.length > 0 ? free : ids;
  }
}

export const simulatedRun = (options: SamplePlanOptions = {}): RunBuilder => new RunBuilder(options);

/** The same run with its events changed one by one; `undefined` leaves an event out. For planted bugs. */
export function editEvents<R extends RecordedRun>(
  run: R,
  edit: (event: RunEvent) => RunEvent | undefined,
): R & Pick<SimulatedRun, "events"> {
  return { ...run, events: Array.from(run.events, edit).filter((event) => event !== undefined) };
}

function haltOf(fault: ScriptedFault): Stretch[] {
  return fault.haltsForMs === undefined ? [] : [{ fromMs: fault.atMs, toMs: fault.atMs + fault.haltsForMs }];
}

function impairmentsOf(fault: ScriptedFault): Impairment[] {
  const how = fault.kind === "partition" ? "frozen" : "down";
  const toMs = fault.atMs + fault.forMs + (fault.targetsBackAfterMs ?? 500);
  return fault.targets.map((node) => ({ node, how, fromMs: fault.atMs, toMs }));
}

const operationsOf = (loads: readonly SimulatedOperations[]): Map<string, readonly Operation[]> =>
  new Map(loads.map((load) => [load.name, load.operations]));

function headerOf(plan: Plan, observers: string[]): RecordedRun["header"] {
  return {
    version: 1,
    runId: "5a3c1e90",
    planDigest: "0".repeat(64),
    planName: plan.name,
    seed: plan.seed,
    backend: plan.backend,
    argv: ["run", plan.files.plan],
    commit: null,
    chaindrillVersion: "0.2.0",
    tools: [
      { name: "geth", version: "1.13.15", how: "cache" },
      { name: "k6", version: "1.8.1", how: "PATH" },
    ],
    machine: { platform: "linux", arch: "x64", cpus: 2, cpuModel: "simulated", memoryMiB: 4096, node: "v24.21.0" },
    startedAtWallMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    nodes: plan.cluster.nodes.map((node) => ({ id: nodeId(node.id), role: node.role, client: node.client })),
    observers,
  };
}
