// Faults as the loader would return them, for tests.

import type { Direction, FaultAction, FaultSpec, PodSelector, Selection } from "../model/fault.ts";
import type { PlannedFault } from "../model/plan.ts";

/** Every pod of the namespace of the fake cluster, unless told otherwise. */
export function sampleSelector(parts: Partial<PodSelector> = {}): PodSelector {
  return {
    namespaces: ["chain"],
    pods: undefined,
    labelSelectors: {},
    expressionSelectors: [],
    annotationSelectors: {},
    fieldSelectors: {},
    nodes: [],
    nodeSelectors: {},
    podPhaseSelectors: [],
    ...parts,
  };
}

/** Exactly these nodes. */
export function selectNodes(...names: string[]): Selection {
  return { selector: sampleSelector({ pods: { chain: names } }), mode: "all", value: undefined };
}

/** A fault of one action, with a duration of 20 s. */
export function sampleFault(action: FaultAction, parts: Partial<FaultSpec> = {}): FaultSpec {
  return {
    name: action.action,
    namespace: "chain",
    action,
    durationMs: 20_000,
    paused: false,
    origin: { file: "chaos/sample.yaml", document: 0 },
    text: "",
    ...parts,
  };
}

export const podKill = (selection: Selection, gracePeriodMs = 0): FaultAction => ({
  kind: "PodChaos",
  action: "pod-kill",
  selection,
  gracePeriodMs,
});

export const podFailure = (selection: Selection): FaultAction => ({
  kind: "PodChaos",
  action: "pod-failure",
  selection,
});

export const containerKill = (selection: Selection, containerNames: readonly string[] = ["geth"]): FaultAction => ({
  kind: "PodChaos",
  action: "container-kill",
  selection,
  containerNames,
});

export function partition(options: {
  from: Selection;
  to: Selection | undefined;
  direction?: Direction;
  externalTargets?: readonly string[];
}): FaultAction {
  return {
    kind: "NetworkChaos",
    action: "partition",
    selection: options.from,
    direction: options.direction ?? "both",
    target: options.to,
    externalTargets: options.externalTargets ?? [],
    device: "eth0",
    targetDevice: "eth0",
  };
}

export function plannedAtOnce(spec: FaultSpec, name: string = spec.name): PlannedFault {
  return { name, start: { kind: "at", atMs: 0 }, spec };
}
