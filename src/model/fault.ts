// A fault is one Chaos Mesh experiment, read from a plain manifest. Semantics follow Chaos Mesh 2.8.3
// (https://chaos-mesh.org/docs/); names are its names.

import type { NodeId } from "../base/ids.ts";
import type { ClockId, HttpFault, Stressors } from "./fault-details.ts";
import type { BackendFacts, BackendKind, ClusterNode } from "./node.ts";
import type { RunScope } from "./run-scope.ts";
import type { TrafficShape } from "./traffic.ts";

export type SelectorMode = "one" | "all" | "fixed" | "fixed-percent" | "random-max-percent";

export interface ExpressionSelector {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values: readonly string[];
}

/** All present parts are ANDed; `pods` overrides everything else. */
export interface PodSelector {
  readonly namespaces: readonly string[];
  readonly pods: Readonly<Record<string, readonly string[]>> | undefined;
  readonly labelSelectors: Readonly<Record<string, string>>;
  readonly expressionSelectors: readonly ExpressionSelector[];
  readonly annotationSelectors: Readonly<Record<string, string>>;
  readonly fieldSelectors: Readonly<Record<string, string>>;
  readonly nodes: readonly string[];
  readonly nodeSelectors: Readonly<Record<string, string>>;
  readonly podPhaseSelectors: readonly string[];
}

export interface Selection {
  readonly selector: PodSelector;
  readonly mode: SelectorMode;
  /** A string, as in Chaos Mesh; its meaning depends on the mode. */
  readonly value: string | undefined;
}

export type Direction = "to" | "from" | "both";

/** Whose packets a NetworkChaos concerns. */
export interface TrafficSides {
  readonly selection: Selection;
  readonly direction: Direction;
  readonly target: Selection | undefined;
  /** Addresses, networks or host names outside the cluster, each with `:port` or without. */
  readonly externalTargets: readonly string[];
  /** Of the sources and of the targets; `eth0` by default. */
  readonly device: string;
  readonly targetDevice: string;
}

export const shapingActions = ["netem", "delay", "loss", "duplicate", "corrupt", "bandwidth"] as const;
export type ShapingAction = (typeof shapingActions)[number];

export type FaultAction =
  | {
      readonly kind: "PodChaos";
      readonly action: "pod-kill";
      readonly selection: Selection;
      readonly gracePeriodMs: number;
    }
  | { readonly kind: "PodChaos"; readonly action: "pod-failure"; readonly selection: Selection }
  | {
      readonly kind: "PodChaos";
      readonly action: "container-kill";
      readonly selection: Selection;
      readonly containerNames: readonly string[];
    }
  | ({ readonly kind: "NetworkChaos"; readonly action: "partition" } & TrafficSides)
  | ({ readonly kind: "NetworkChaos"; readonly action: ShapingAction; readonly shape: TrafficShape } & TrafficSides)
  | {
      readonly kind: "StressChaos";
      readonly action: "stress";
      readonly selection: Selection;
      readonly containerNames: readonly string[];
      readonly stressors: Stressors;
    }
  | {
      readonly kind: "TimeChaos";
      readonly action: "time";
      readonly selection: Selection;
      readonly containerNames: readonly string[];
      readonly offsetMs: number;
      readonly clockIds: readonly ClockId[];
    }
  | { readonly kind: "HTTPChaos"; readonly action: "http"; readonly selection: Selection; readonly http: HttpFault }
  | {
      readonly kind: "DNSChaos";
      readonly action: "error" | "random";
      readonly selection: Selection;
      readonly containerNames: readonly string[];
      /** Names with `?` and a trailing `*`; none: all names. */
      readonly patterns: readonly string[];
    }
  /** Valid for Chaos Mesh, but no driver here carries it out. */
  | { readonly kind: "unsupported"; readonly chaosKind: string; readonly action: string };

export interface FaultSpec {
  /** metadata.name of the experiment. */
  readonly name: string;
  readonly namespace: string;
  readonly action: FaultAction;
  /** Counted from the creation of the experiment, as Chaos Mesh does, not from injection. Undefined: until healed. */
  readonly durationMs: number | undefined;
  /** Annotation `experiment.chaos-mesh.org/pause: "true"`: created, but never injected. */
  readonly paused: boolean;
  readonly origin: { readonly file: string; readonly document: number };
  /** The manifest's YAML text exactly as applied. */
  readonly text: string;
}

/** `PodChaos/pod-kill`: the row of the support matrix a fault belongs to. */
export function faultType(action: FaultAction): string {
  return action.kind === "unsupported" ? `${action.chaosKind}/${action.action}` : `${action.kind}/${action.action}`;
}

/** pod-kill and container-kill happen once: they have no duration and nothing to heal. */
export function isOneShot(action: FaultAction): boolean {
  return action.kind === "PodChaos" && (action.action === "pod-kill" || action.action === "container-kill");
}

export type Support =
  | { readonly kind: "native" }
  | { readonly kind: "emulated"; readonly how: string }
  | { readonly kind: "refused"; readonly why: string };

/** One look from outside at what a fault did. */
export interface Observation {
  /** "signer-3 on RPC port", "link signer-0 to signer-4". */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly asExpected: boolean;
}

export interface Evidence {
  /** True only when every observation was as expected. */
  readonly seen: boolean;
  /** Since when all of it held, on the run's clock; the time of the last look when it did not. */
  readonly atMs: number;
  readonly observations: readonly Observation[];
}

export interface InjectRequest {
  readonly fault: FaultSpec;
  /** Chosen by `spec.selector`. */
  readonly sources: readonly ClusterNode[];
  /** Chosen by `spec.target` of a NetworkChaos; empty otherwise. */
  readonly peers: readonly ClusterNode[];
  /** Nodes of the cluster on neither side, from which a fault without target can be looked at. */
  readonly others?: readonly ClusterNode[];
}

/** A fault that was carried out. `evidence` looks from outside, with a deadline of its own. */
export interface ActiveFault {
  readonly targets: readonly NodeId[];
  evidence(): Promise<Evidence>;
  /** Undo. Idempotent, bounded in time. */
  revert(): Promise<void>;
  evidenceOfEnd(): Promise<Evidence>;
}

export interface FaultDriver {
  readonly backend: BackendKind;
  support(action: FaultAction, facts: BackendFacts): Support;
  /** Why these targets cannot be hit, told without touching them; undefined when they can. */
  objection(request: InjectRequest): string | undefined;
  /** Looks before the effect, so that evidence has something to compare with; then carries the fault out. */
  inject(request: InjectRequest, scope: RunScope): Promise<ActiveFault>;
}
