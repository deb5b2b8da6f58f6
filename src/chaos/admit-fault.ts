// Everything that can speak against a fault before it is carried out. Nothing here touches a node.

import type { NodeId } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import type { FaultDriver, FaultSpec, InjectRequest, Selection } from "../model/fault.ts";
import { faultType, isOneShot } from "../model/fault.ts";
import { type BackendFacts, type ClusterNode, lifecycleOf, type StartedCluster } from "../model/node.ts";
import type { PlanLimits, PlannedFault } from "../model/plan.ts";
import { faultStream } from "./fault-stream.ts";
import { type Impairment, impairmentOf } from "./impairment.ts";
import { checkLimits } from "./limits.ts";
import { selectTargets } from "./select-targets.ts";

export interface AdmitOptions {
  readonly planned: PlannedFault;
  readonly cluster: StartedCluster;
  readonly driver: FaultDriver;
  readonly facts: BackendFacts;
  readonly limits: PlanLimits;
  readonly alreadyImpaired: readonly Impairment[];
  readonly random: Random;
}

export type Admission =
  | { readonly kind: "refused"; readonly why: string }
  | {
      readonly kind: "admitted";
      readonly request: InjectRequest;
      readonly support: "native" | "emulated";
      readonly impairment: Impairment;
    };

/** Chooses the targets of a fault and asks pause annotation, driver and limits about it, in this order. */
export function admitFault(options: AdmitOptions): Admission {
  const { planned, driver, cluster } = options;
  const { spec } = planned;
  if (spec.paused) return refused(pausedReason(spec));
  const support = driver.support(spec.action, options.facts);
  if (support.kind === "refused") {
    return refused(`${faultType(spec.action)} cannot be carried out by backend ${driver.backend}: ${support.why}`);
  }
  const chosen = choose(options);
  if (typeof chosen === "string") return refused(chosen);
  const { sources, peers } = chosen;
  const others = cluster.nodes.filter((node) => !sources.includes(node) && !peers.includes(node));
  const request: InjectRequest = { fault: spec, sources, peers, others };
  const objection = driver.objection(request);
  if (objection !== undefined) return refused(objection);
  const idsOf = (nodes: readonly ClusterNode[]) => nodes.map((node) => node.id);
  const impairment = impairmentOf({ name: planned.name, spec, sources: idsOf(sources), peers: idsOf(peers) });
  const answer = checkLimits({
    limits: options.limits,
    cluster: cluster.spec,
    targets: impairment,
    alreadyImpaired: options.alreadyImpaired,
    durationMs: isOneShot(spec.action) ? "one-shot" : spec.durationMs,
  });
  if (answer.kind === "refused") return refused(answer.why);
  return { kind: "admitted", request, support: support.kind, impairment };
}

/** Sources and peers, or why there are none. */
function choose(options: AdmitOptions): { sources: ClusterNode[]; peers: ClusterNode[] } | string {
  const { action } = options.planned.spec;
  if (action.kind === "unsupported") return `${faultType(action)} selects nothing that is understood`;
  const random = faultStream(options.random, options.planned.name);
  const nodesOf = (selection: Selection, field: "selector" | "target"): ClusterNode[] => {
    const ids = selectTargets({
      selection,
      nodes: options.cluster.nodes.map((node) => node.spec),
      phases: phasesOf(options.cluster),
      random: random.stream(field),
    });
    return ids.flatMap((id) => options.cluster.nodes.filter((node) => node.id === id));
  };
  const sources = nodesOf(action.selection, "selector");
  if (sources.length === 0) return noneSelected(action.selection, "selector");
  const target = action.kind === "NetworkChaos" ? action.target : undefined;
  if (target === undefined) return { sources, peers: [] };
  const peers = nodesOf(target, "target");
  return peers.length === 0 ? noneSelected(target, "target") : { sources, peers };
}

/** Pod phases as Kubernetes would show them: a process that does not run has failed. */
function phasesOf(cluster: StartedCluster): ReadonlyMap<NodeId, string> {
  return new Map(
    cluster.nodes.map((node) => {
      const status = lifecycleOf(node)?.state().status ?? "running";
      return [node.id, status === "running" ? "Running" : "Failed"];
    }),
  );
}

function noneSelected(selection: Selection, field: "selector" | "target"): string {
  const { mode, value } = selection;
  const by = value === undefined ? mode : `${mode} ${value}`;
  return `no target has been selected: ${field} with mode ${by} chose no node (${selectorText(selection)})`;
}

/** The parts of a selector that are set, as JSON. */
function selectorText(selection: Selection): string {
  const set = Object.entries(selection.selector).filter(
    ([, part]) => part !== undefined && Object.keys(part as object).length > 0,
  );
  return JSON.stringify(Object.fromEntries(set));
}

function pausedReason(spec: FaultSpec): string {
  const paused = 'paused by annotation experiment.chaos-mesh.org/pause: "true"';
  return isOneShot(spec.action) ? `${paused} (which Chaos Mesh itself would ignore for a one-shot fault)` : paused;
}

function refused(why: string): Admission {
  return { kind: "refused", why };
}
