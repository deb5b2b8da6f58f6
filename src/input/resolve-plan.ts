// A plan file whose problems are known to be none, with every default filled in that depends on something else.

import path from "node:path";
import { present } from "../base/assert.ts";
import { type NodeId, nodeId } from "../base/ids.ts";
import type { ClusterSpec, NodeSpec } from "../model/cluster.ts";
import {
  type CorpusKind,
  corpusKinds,
  type LoadSpec,
  type Plan,
  peakPerSecond,
  type RateShape,
} from "../model/plan.ts";
import type { Slo } from "../model/slo.ts";
import type { Expansion } from "./chaos/expansion.ts";
import { resolveReference } from "./find-referenced-file.ts";
import { orderFaults } from "./order-faults.ts";
import type { PlanFile, PlanFileLoad } from "./plan-schema.ts";

export interface ResolvePlan {
  readonly file: PlanFile;
  readonly planFile: string;
  readonly cluster: { readonly file: string; readonly spec: ClusterSpec };
  /** By fault of the plan file. */
  readonly expansions: ReadonlyMap<string, Expansion>;
  readonly slos: readonly Slo[];
}

/** The plan as the resolved plan of a run shows it. */
export function resolvePlan({ file, planFile, cluster, expansions, slos }: ResolvePlan): Plan {
  const { metadata, spec } = file;
  const ordered = orderFaults(spec.faults).map(({ name }) => present(expansions.get(name), `what ${name} is`));
  const checks = ordered.flatMap((expansion) => expansion.checks.map(({ planned }) => planned));
  const { rto, rpo } = spec.objectives;
  return {
    name: metadata.name,
    description: metadata.description,
    kind: spec.kind,
    cluster: cluster.spec,
    backend: spec.backend,
    seed: spec.seed,
    loads: spec.load.map((load) => toLoad({ load, planFile, cluster: cluster.spec })),
    steady: { forMs: spec.steady.for, withinMs: spec.steady.within },
    faults: ordered.flatMap((expansion) => expansion.parts.map(({ planned }) => planned)),
    ...(checks.length === 0 ? {} : { checks }),
    measureMs: spec.measure,
    limits: {
      maxTargets: spec.limits.maxTargets ?? cluster.spec.nodes.length,
      keepHealthy: spec.limits.keepHealthy,
      maxDurationMs: spec.limits.maxDuration,
    },
    recovery: { holdMs: spec.recovery.hold, withinMs: spec.recovery.within },
    objectives: { rto: { serviceMs: rto.service, nodeMs: rto.node }, rpo: judgedLevels(rpo), slos },
    canary: {
      perSecond: spec.canary.rate,
      through: spec.canary.through?.map(nodeId) ?? [],
      sloMs: spec.canary.slo,
    },
    probe: {
      everyMs: spec.probe.every ?? probeEveryMs(cluster.spec, rto.service),
      timeoutMs: spec.probe.timeout,
    },
    minRateShare: spec.minRateShare,
    files: { plan: planFile, cluster: cluster.file },
  };
}

function judgedLevels(rpo: PlanFile["spec"]["objectives"]["rpo"]): Plan["objectives"]["rpo"] {
  const { L0, L1, L2 } = rpo;
  return {
    ...(L0 === undefined ? {} : { L0 }),
    ...(L1 === undefined ? {} : { L1 }),
    ...(L2 === undefined ? {} : { L2 }),
  };
}

function toLoad(options: { load: PlanFileLoad; planFile: string; cluster: ClusterSpec }): LoadSpec {
  const { load, planFile, cluster } = options;
  const common = {
    name: load.name,
    requestTimeoutMs: load.requestTimeout,
    relayDelayMs: load.relayDelay,
    through: load.through?.map(nodeId) ?? idsOf(withRole(cluster.nodes, "rpc")),
  };
  if (load.engine === "autocannon") {
    const { engine, connections, pipelining, mix } = load;
    return { ...common, engine, corpus: "none", connections, pipelining, mix };
  }
  const rate = toRate(load.rate);
  return {
    ...common,
    engine: load.engine,
    script: path.resolve(resolveReference(planFile, load.script)),
    rate,
    vus: load.vus ?? enoughVus(rate, load.requestTimeout),
    corpus: load.corpus ?? corpusOf(load.script),
    generators: load.generators,
    batch: load.batch,
    settings: load.with,
  };
}

/** A script of ours says by its name what it needs; any other says so in the plan. */
export function corpusOf(script: string): CorpusKind {
  const name = path.basename(script, ".ts");
  return corpusKinds.find((kind) => kind === name) ?? "none";
}

function toRate(rate: Extract<PlanFileLoad, { engine: "k6" }>["rate"]): RateShape {
  if (typeof rate === "number") return { kind: "constant", perSecond: rate };
  if ("poisson" in rate) return { kind: "poisson", perSecond: rate.poisson };
  if ("spike" in rate) return spikeOf(rate.spike);
  const stages = rate.stages.map((stage) => ({ targetPerSecond: stage.target, durationMs: stage.for }));
  return { kind: "ramping", startPerSecond: rate.start, stages };
}

interface Spike {
  readonly base: number;
  readonly peak: number;
  readonly after: number;
  readonly for: number;
}

/** Stages of no duration are jumps. */
function spikeOf({ base, peak, after, for: durationMs }: Spike): RateShape {
  const stages = [
    { targetPerSecond: base, durationMs: after },
    { targetPerSecond: peak, durationMs: 0 },
    { targetPerSecond: peak, durationMs },
    { targetPerSecond: base, durationMs: 0 },
  ];
  return { kind: "ramping", startPerSecond: base, stages };
}

/** Little's law at the worst answer time, with a quarter to spare; bounded, because a VU costs memory in k6. */
function enoughVus(rate: RateShape, requestTimeoutMs: number): number {
  return Math.min(400, Math.max(10, Math.ceil((peakPerSecond(rate) * requestTimeoutMs * 1.25) / 1000)));
}

/** Nodes of a role, or all where there is none. */
function withRole(nodes: readonly NodeSpec[], role: NodeSpec["role"]): readonly NodeSpec[] {
  const matching = nodes.filter((node) => node.role === role);
  return matching.length > 0 ? matching : nodes;
}

const idsOf = (nodes: readonly NodeSpec[]): NodeId[] => nodes.map((node) => node.id);

/** Often enough to see a block twice and to resolve the RTO to a twentieth, but not so often that probing is a load. */
function probeEveryMs(cluster: ClusterSpec, rtoServiceMs: number | undefined): number {
  const wanted = Math.min(250, (rtoServiceMs ?? Number.POSITIVE_INFINITY) / 20, cluster.consensus.blockPeriodMs / 2);
  return Math.max(20, Math.floor(wanted));
}
