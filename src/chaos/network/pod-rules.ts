// What a NetworkChaos asks of each single pod: the truth table of Chaos Mesh's controllers. A partition drops at both
// ends; shaping happens where packets leave, so "from" shapes at the target's pods.
//
//                 source pods                                 target pods
//   partition to    OUTPUT to targets, externals                INPUT from sources, externals
//   partition from  INPUT from targets, externals               OUTPUT to sources, externals
//   shaping to      egress to targets, externals                -
//   shaping from    -                                           egress to sources
//
// "both" is both rows. Without target and externals a source's rules concern everything on the device.
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/controllers/chaosimpl/networkchaos/partition/impl.go
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/controllers/chaosimpl/networkchaos/trafficcontrol/impl.go

import type { NodeId } from "../../base/ids.ts";
import type { FaultAction } from "../../model/fault.ts";
import type { TrafficShape } from "../../model/traffic.ts";
import { type AddressSet, addressesOf, uniteAddresses } from "./address-set.ts";

export type NetworkAction = Extract<FaultAction, { kind: "NetworkChaos" }>;

/** The packets on the pod's device that a rule concerns, by the address of the other side. */
export type Packets = { readonly kind: "all" } | { readonly kind: "some"; readonly others: AddressSet };

export interface PodRules {
  /** Packets that come in and are dropped. */
  readonly dropIn: Packets | undefined;
  readonly dropOut: Packets | undefined;
  /** Packets that go out and are shaped. */
  readonly shaped: { readonly packets: Packets; readonly shape: TrafficShape } | undefined;
}

export interface Pod {
  readonly id: NodeId;
  readonly address: string;
}

/** The rules of every pod that gets some, sources first. */
export function rulesByPod(options: {
  action: NetworkAction;
  sources: readonly Pod[];
  targets: readonly Pod[];
  externals: AddressSet;
}): ReadonlyMap<NodeId, PodRules> {
  const { action, externals } = options;
  const toSources = addressesOf(options.sources.map((pod) => pod.address));
  const toTargets = addressesOf(options.targets.map((pod) => pod.address));
  const everything = action.target === undefined && action.externalTargets.length === 0;
  const atSources: Packets = everything ? { kind: "all" } : some(toTargets, externals);
  const rules = new Map<NodeId, PodRules>();
  const give = (pods: readonly Pod[], given: PodRules) => {
    for (const { id } of pods) rules.set(id, unite(rules.get(id) ?? noRules, given));
  };
  const forth = action.direction !== "from";
  const back = action.direction !== "to";
  if (action.action === "partition") {
    const atTargets = some(toSources, externals);
    give(options.sources, { ...noRules, dropOut: when(forth, atSources), dropIn: when(back, atSources) });
    give(options.targets, { ...noRules, dropIn: when(forth, atTargets), dropOut: when(back, atTargets) });
  } else {
    const { shape } = action;
    if (forth) give(options.sources, { ...noRules, shaped: { packets: atSources, shape } });
    if (back) give(options.targets, { ...noRules, shaped: { packets: some(toSources), shape } });
  }
  return rules;
}

export const noRules: PodRules = { dropIn: undefined, dropOut: undefined, shaped: undefined };

const some = (...sets: AddressSet[]): Packets => ({ kind: "some", others: uniteAddresses(sets) });

const when = (holds: boolean, packets: Packets) => (holds ? packets : undefined);

/** Of a pod that is on both sides. */
function unite(one: PodRules, other: PodRules): PodRules {
  const shapeOf = one.shaped ?? other.shaped;
  const packets = unitePackets(one.shaped?.packets, other.shaped?.packets);
  return {
    dropIn: unitePackets(one.dropIn, other.dropIn),
    dropOut: unitePackets(one.dropOut, other.dropOut),
    shaped: shapeOf === undefined || packets === undefined ? undefined : { packets, shape: shapeOf.shape },
  };
}

function unitePackets(one: Packets | undefined, other: Packets | undefined): Packets | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.kind === "all" || other.kind === "all") return { kind: "all" };
  return some(one.others, other.others);
}
