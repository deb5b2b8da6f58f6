// The blast radius: what a plan allows all its faults together to take away from the cluster. Checked after the
// targets are chosen and before anything is touched.

import { formatDuration } from "../base/duration.ts";
import type { NodeId } from "../base/ids.ts";
import type { ClusterSpec, NodeSpec } from "../model/cluster.ts";
import type { PlanLimits } from "../model/plan.ts";
import type { Impairment } from "./impairment.ts";

export type LimitsAnswer = { readonly kind: "ok" } | { readonly kind: "refused"; readonly why: string };

/** A one-shot fault lasts no time of its own: Chaos Mesh ignores its duration. */
export type FaultDuration = number | "one-shot" | undefined;

/** Refuses a fault that would, with those already going on, take more from the cluster than the plan allows. */
export function checkLimits(options: {
  limits: PlanLimits;
  cluster: ClusterSpec;
  /** What the fault would take. */
  targets: Impairment;
  /** What others take already. */
  alreadyImpaired: readonly Impairment[];
  durationMs: FaultDuration;
}): LimitsAnswer {
  const why = tooLong(options) ?? tooMany(options) ?? alreadyDown(options) ?? tooFewHealthy(options);
  return why === undefined ? { kind: "ok" } : { kind: "refused", why };
}

type Options = Parameters<typeof checkLimits>[0];

function tooLong({ limits, durationMs }: Options): string | undefined {
  if (durationMs === "one-shot") return undefined;
  const allowed = `maxDuration allows ${formatDuration(limits.maxDurationMs)}`;
  if (durationMs === undefined) return `it has no duration, and ${allowed}`;
  return durationMs > limits.maxDurationMs ? `it would last ${formatDuration(durationMs)}; ${allowed}` : undefined;
}

function tooMany({ limits, targets }: Options): string | undefined {
  const hit = hitNodes(targets);
  return hit.length > limits.maxTargets
    ? `it would hit ${hit.length} nodes (${hit.join(", ")}); maxTargets allows ${limits.maxTargets}`
    : undefined;
}

/** A split hits its smaller side: which of the two the manifest calls the source makes no difference. */
function hitNodes(impairment: Impairment): readonly NodeId[] {
  if (impairment.kind !== "split") return impairment.nodes;
  const [sources, peers] = impairment.sides;
  return peers.length < sources.length ? peers : sources;
}

/** The first undo would bring a node back that the other fault must keep down. */
function alreadyDown({ targets, alreadyImpaired }: Options): string | undefined {
  if (targets.kind !== "down") return undefined;
  for (const other of alreadyImpaired) {
    const both = other.kind === "down" ? targets.nodes.filter((node) => other.nodes.includes(node)) : [];
    if (both.length > 0) return `${both.join(", ")} is already taken down by fault ${other.fault}`;
  }
  return undefined;
}

function tooFewHealthy({ limits, cluster, targets, alreadyImpaired }: Options): string | undefined {
  if (limits.keepHealthy === undefined) return undefined;
  const { role, atLeast } = limits.keepHealthy;
  const left = healthyNodes({ cluster, impairments: [...alreadyImpaired, targets], role });
  if (left.length >= atLeast) return undefined;
  const others = alreadyImpaired.map((impairment) => impairment.fault);
  const during = others.length === 0 ? "" : ` while ${others.join(", ")} ${others.length === 1 ? "goes" : "go"} on`;
  const rest = left.length === 0 ? "no node" : `only ${left.join(", ")}`;
  return `${rest} of role ${role} would stay healthy and connected${during}; keepHealthy asks for ${atLeast}`;
}

/**
 * Nodes of a role that are up and on the side that has most of them. Connectivity, not the sides of the manifest,
 * decides: two splits may leave three sides, and a node that no split names keeps both of its neighbours connected.
 */
export function healthyNodes(options: {
  cluster: ClusterSpec;
  impairments: readonly Impairment[];
  role: string;
}): NodeId[] {
  const down = new Set(options.impairments.flatMap((each) => (each.kind === "down" ? each.nodes : [])));
  const up = options.cluster.nodes.filter((node) => !down.has(node.id));
  const connected = (a: NodeId, b: NodeId) => !options.impairments.some((each) => separates(each, a, b));
  const sides = connectedSides(up, connected).map((side) =>
    side.filter((node) => node.role === options.role).map((node) => node.id),
  );
  return sides.reduce<NodeId[]>((largest, side) => (side.length > largest.length ? side : largest), []);
}

function separates(impairment: Impairment, a: NodeId, b: NodeId): boolean {
  if (impairment.kind !== "split") return false;
  const [left, right] = impairment.sides;
  return (left.includes(a) && right.includes(b)) || (left.includes(b) && right.includes(a));
}

/** Connected components, by breadth-first search over the full mesh less the cut pairs. */
function connectedSides(
  nodes: readonly NodeSpec[],
  connected: (a: NodeId, b: NodeId) => boolean,
): readonly (readonly NodeSpec[])[] {
  const unvisited = new Set(nodes);
  const sides: NodeSpec[][] = [];
  for (const first of nodes) {
    if (!unvisited.delete(first)) continue;
    const side = [first];
    // `side` grows while it is walked: it is the queue of the search as well as its result.
    for (const node of side) {
      for (const other of unvisited) {
        if (!connected(node.id, other.id)) continue;
        unvisited.delete(other);
        side.push(other);
      }
    }
    sides.push(side);
  }
  return sides;
}
