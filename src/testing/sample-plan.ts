// A resolved plan for tests: five signers and an RPC node, or fewer, and nothing that a test did not ask for.

import { nodeId } from "../base/ids.ts";
import type { ClusterSpec, NodeRole, NodeSpec } from "../model/cluster.ts";
import type { FaultSpec } from "../model/fault.ts";
import type { Plan, PlannedFault } from "../model/plan.ts";
import { sampleSelector } from "./sample-fault.ts";

export interface SamplePlanOptions {
  readonly signers?: number;
  readonly rpcNodes?: number;
  readonly blockPeriodMs?: number;
}

/** A plan without loads, faults or objectives; spread it and change what the test is about. */
export function samplePlan(options: SamplePlanOptions = {}): Plan {
  const cluster = sampleCluster(options);
  const through = cluster.nodes.filter((node) => node.role === "rpc").map((node) => node.id);
  return {
    name: "sample",
    description: "A simulated run.",
    kind: "drill",
    cluster,
    backend: "process",
    seed: 1,
    loads: [],
    steady: { forMs: 10_000, withinMs: 60_000 },
    faults: [],
    measureMs: 20_000,
    limits: { maxTargets: 3, keepHealthy: undefined, maxDurationMs: 60_000 },
    recovery: { holdMs: 10_000, withinMs: 60_000 },
    objectives: { rto: { serviceMs: undefined, nodeMs: undefined }, rpo: {}, slos: [] },
    canary: { perSecond: 2, through, sloMs: 5_000 },
    probe: { everyMs: 250, timeoutMs: 1_000 },
    minRateShare: 0.99,
    files: { plan: "sample.plan.yaml", cluster: "sample.cluster.yaml" },
  };
}

export function sampleCluster(options: SamplePlanOptions): ClusterSpec {
  const signers = options.signers ?? 3;
  const rpcNodes = options.rpcNodes ?? 1;
  const nodes = [
    ...Array.from({ length: signers }, (_, index) => sampleNode({ role: "signer", ordinal: index, index })),
    ...Array.from({ length: rpcNodes }, (_, index) =>
      sampleNode({ role: "rpc", ordinal: index, index: signers + index }),
    ),
  ];
  return {
    name: `clique-${signers}`,
    chainId: 1337,
    testnet: true,
    consensus: { kind: "clique", blockPeriodMs: options.blockPeriodMs ?? 1_000 },
    gasLimit: 30_000_000,
    nodes,
    confirmations: Math.floor(signers / 2) + 2,
  };
}

function sampleNode(node: { role: NodeRole; ordinal: number; index: number }): NodeSpec {
  return {
    id: nodeId(`${node.role}-${node.ordinal}`),
    index: node.index,
    role: node.role,
    client: "geth",
    container: "geth",
    namespace: "chain",
    labels: { "chaindrill/role": node.role, "chaindrill/index": String(node.index) },
    annotations: {},
  };
}

export type SampleFaultKind = "pod-kill" | "pod-failure" | "partition";

/** A planned fault whose manifest is only as detailed as analysis and reports need. */
export function samplePlannedFault(fault: { name: string; kind: SampleFaultKind; durationMs: number }): PlannedFault {
  return {
    name: fault.name,
    start: { kind: "at", atMs: 0 },
    spec: sampleFaultSpec(fault),
  };
}

function sampleFaultSpec(fault: { name: string; kind: SampleFaultKind; durationMs: number }): FaultSpec {
  const selection = {
    selector: sampleSelector(),
    mode: "all" as const,
    value: undefined,
  };
  return {
    name: fault.name,
    namespace: "chain",
    action: sampleAction(fault.kind, selection),
    durationMs: fault.kind === "pod-kill" ? undefined : fault.durationMs,
    paused: false,
    origin: { file: `${fault.name}.yaml`, document: 0 },
    text: `# ${fault.name}\n`,
  };
}

function sampleAction(
  kind: SampleFaultKind,
  selection: Extract<FaultSpec["action"], { action: "pod-kill" }>["selection"],
): FaultSpec["action"] {
  switch (kind) {
    case "pod-kill":
      return { kind: "PodChaos", action: "pod-kill", selection, gracePeriodMs: 0 };
    case "pod-failure":
      return { kind: "PodChaos", action: "pod-failure", selection };
    case "partition":
      return {
        kind: "NetworkChaos",
        action: "partition",
        selection,
        direction: "both",
        target: selection,
        externalTargets: [],
        device: "eth0",
        targetDevice: "eth0",
      };
  }
}
