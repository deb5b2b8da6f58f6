import { assert } from "../../base/assert.ts";
import type { Evidence, FaultAction, InjectRequest, PartitionDirection } from "../../model/fault.ts";
import type { ClusterNode, LinkControl, LinkId } from "../../model/node.ts";
import { combineEvidence, lookSafely } from "../evidence/combine.ts";
import { lookBeforeCut, watchPassing, watchSilence } from "../evidence/link-evidence.ts";
import { type FaultContext, type PreparedFault, undoOnce } from "./prepared-fault.ts";

export type Partition = Extract<FaultAction, { action: "partition" }>;

/** A partition of the request's sources from its peers that is ready to be carried out. */
export function preparePartition(
  context: FaultContext,
  options: { direction: PartitionDirection; cut: string },
): PreparedFault {
  const { request, scope, outside } = context;
  const links = linksToCut({ direction: options.direction, sources: request.sources, peers: request.peers });
  const control = linkControlOf(request);
  assert(control !== undefined && links.length > 0, "the driver's objection was not asked");
  const looks = { links, control, outside, scope };
  const undone = new AbortController();
  let silence: Promise<Evidence> = Promise.resolve(combineEvidence([]));
  return {
    targets: request.sources.map((node) => node.id),
    async carryOut() {
      const baseline = await lookBeforeCut(looks);
      scope.signal.throwIfAborted();
      await control.cut(options.cut, links);
      const watch = { ...looks, baseline, durationMs: request.fault.durationMs, signal: undone.signal };
      silence = lookSafely({ look: () => watchSilence(watch), what: "links", sinceStartMs: scope.sinceStartMs });
    },
    evidence: () => silence,
    revert: undoOnce(async () => {
      undone.abort();
      await control.heal(options.cut);
    }),
    evidenceOfEnd: () => watchPassing(looks),
  };
}

/**
 * The directed links that Chaos Mesh's rules would make drop packets: `to` drops what sources send to peers, `from`
 * what peers send to sources. A node on both sides keeps talking to itself.
 * https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/controllers/chaosimpl/networkchaos/partition/impl.go
 */
function linksToCut(options: {
  direction: PartitionDirection;
  sources: readonly Pick<ClusterNode, "id">[];
  peers: readonly Pick<ClusterNode, "id">[];
}): LinkId[] {
  const links = new Map<string, LinkId>();
  const add = (from: Pick<ClusterNode, "id">, to: Pick<ClusterNode, "id">) =>
    links.set(`${from.id} ${to.id}`, { from: from.id, to: to.id });
  for (const source of options.sources) {
    for (const peer of options.peers) {
      if (source.id === peer.id) continue;
      if (options.direction !== "from") add(source, peer);
      if (options.direction !== "to") add(peer, source);
    }
  }
  return [...links.values()];
}

/** Why this partition cannot be carried out, whatever it targets; undefined when it can. */
export function partitionRefusal(action: Partition): string | undefined {
  if (action.externalTargets.length > 0) {
    return `externalTargets (${action.externalTargets.join(", ")}): nodes on loopback have no outside to be cut off from`;
  }
  if (action.target === undefined) {
    return "a partition without target cuts a pod off from everything, the harness included: name the target";
  }
  return undefined;
}

/** Why these nodes cannot be parted; undefined when they can. */
export function partitionObjection(request: InjectRequest, direction: PartitionDirection): string | undefined {
  if (linkControlOf(request) === undefined) return "the nodes have no links that could be cut";
  const { sources, peers } = request;
  if (linksToCut({ direction, sources, peers }).length > 0) return undefined;
  return `no link lies between ${namesOf(sources)} and ${namesOf(peers)}`;
}

function namesOf(nodes: readonly ClusterNode[]): string {
  return nodes.length === 0 ? "no node" : nodes.map((node) => node.id).join(", ");
}

function linkControlOf(request: InjectRequest): LinkControl | undefined {
  const control = request.sources[0]?.control;
  return control?.kind === "process" ? control.links : undefined;
}
