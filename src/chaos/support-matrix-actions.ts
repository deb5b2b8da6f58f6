import type { FaultAction, PodSelector, Selection, ShapingAction } from "../model/fault.ts";
import type { TrafficShape } from "../model/traffic.ts";

export interface SampleAction {
  readonly kind: string;
  /** The action, and what else decides whether it can be carried out. */
  readonly label: string;
  readonly action: FaultAction;
}

/** One well-formed action per row: what is asked is whether such a fault can be carried out at all. */
export function everyAction(): SampleAction[] {
  return [...podActions(), ...networkActions(), ...nodeActions(), ...refusedActions()];
}

const anySelector: PodSelector = {
  namespaces: ["chain"],
  pods: undefined,
  labelSelectors: {},
  expressionSelectors: [],
  annotationSelectors: {},
  fieldSelectors: {},
  nodes: [],
  nodeSelectors: {},
  podPhaseSelectors: [],
};
const selection: Selection = { selector: anySelector, mode: "all", value: undefined };

const sample = (
  action: Exclude<FaultAction, { kind: "unsupported" }>,
  label: string = action.action,
): SampleAction => ({
  kind: action.kind,
  label,
  action,
});

function podActions(): SampleAction[] {
  return [
    sample({ kind: "PodChaos", action: "pod-kill", selection, gracePeriodMs: 0 }),
    sample({ kind: "PodChaos", action: "pod-failure", selection }),
    sample({ kind: "PodChaos", action: "container-kill", selection, containerNames: ["geth"] }),
  ];
}

const sides = { selection, externalTargets: [], device: "eth0", targetDevice: "eth0" } as const;
const toTarget = { ...sides, direction: "both", target: selection } as const;

function networkActions(): SampleAction[] {
  const delay = { latencyMs: 50, jitterMs: 10, correlation: 0, reorder: undefined };
  const reorder = { percent: 25, correlation: 50, gap: 5 };
  const chance = { percent: 30, correlation: 0 };
  const bandwidth = {
    bytesPerSecond: 1_000_000,
    limitBytes: 20_000_000,
    bufferBytes: 10_000,
    peakBytesPerSecond: 0,
    minburstBytes: 0,
  };
  return [
    sample({ kind: "NetworkChaos", action: "partition", ...toTarget }),
    sample(
      { kind: "NetworkChaos", action: "partition", ...sides, direction: "both", target: undefined },
      "partition, without target",
    ),
    shaping("delay", { delay }),
    shaping("delay", { delay: { ...delay, reorder } }, "delay, with reorder"),
    shaping("loss", { loss: chance }),
    shaping("duplicate", { duplicate: chance }),
    shaping("corrupt", { corrupt: chance }),
    shaping("netem", { rateBytesPerSecond: 1_000_000 }, "netem, with rate"),
    shaping("bandwidth", { bandwidth }),
  ];
}

function shaping(action: ShapingAction, shape: Partial<TrafficShape>, label: string = action): SampleAction {
  return sample({ kind: "NetworkChaos", action, ...toTarget, shape: { ...unshaped, ...shape } }, label);
}

const unshaped: TrafficShape = {
  delay: undefined,
  loss: undefined,
  duplicate: undefined,
  corrupt: undefined,
  rateBytesPerSecond: undefined,
  bandwidth: undefined,
};

function nodeActions(): SampleAction[] {
  const containerNames: string[] = [];
  const stress = { kind: "StressChaos", action: "stress", selection, containerNames } as const;
  const none = { cpu: undefined, memory: undefined, stressngStressors: undefined };
  const cpu = { workers: 1, load: 80, options: [] };
  const memory = { workers: 1, size: { kind: "bytes", bytes: 256_000_000 }, oomScoreAdj: 0, options: [] } as const;
  return [
    sample({ ...stress, stressors: { ...none, cpu } }, "stress, cpu"),
    sample({ ...stress, stressors: { ...none, memory } }, "stress, memory"),
    sample({
      ...{ kind: "TimeChaos", action: "time", selection, containerNames },
      ...{ offsetMs: -600_000, clockIds: ["CLOCK_REALTIME"] },
    }),
    sample({ kind: "HTTPChaos", action: "http", selection, http: rpcAbort }),
    sample({ kind: "DNSChaos", action: "error", selection, containerNames, patterns: [] }),
    sample({ kind: "DNSChaos", action: "random", selection, containerNames, patterns: [] }),
  ];
}

const rpcAbort = {
  target: "Request",
  match: { port: 8545, path: "*", method: undefined, code: undefined, requestHeaders: {}, responseHeaders: {} },
  abort: true,
  delayMs: undefined,
  replace: undefined,
  patch: undefined,
} as const;

/** Kinds that no driver carries out, each for a reason of its own. */
const refusedKinds: Readonly<Record<string, readonly string[]>> = {
  IOChaos: ["latency", "fault", "attrOverride", "mistake"],
  JVMChaos: ["latency", "return", "exception", "stress", "gc", "ruleData", "mysql"],
  KernelChaos: ["kernel"],
  BlockChaos: ["delay"],
  AWSChaos: ["ec2-stop", "ec2-restart", "detach-volume"],
  AzureChaos: ["vm-stop", "vm-restart", "disk-detach"],
  GCPChaos: ["node-stop", "node-reset", "disk-loss"],
  PhysicalMachineChaos: ["*"],
  PhysicalMachine: ["*"],
  RemoteCluster: ["*"],
  PodNetworkChaos: ["*"],
  PodIOChaos: ["*"],
  PodHttpChaos: ["*"],
  WorkflowNode: ["*"],
};

function refusedActions(): SampleAction[] {
  return Object.entries(refusedKinds).flatMap(([kind, actions]) =>
    actions.map((label) => ({ kind, label, action: { kind: "unsupported", chaosKind: kind, action: label } as const })),
  );
}
