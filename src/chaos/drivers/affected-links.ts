import type { Direction, InjectRequest } from "../../model/fault.ts";
import type { ClusterNode, LinkControl, LinkId } from "../../model/node.ts";

/**
 * The directed links that Chaos Mesh's rules would concern: with `to` what sources send to peers, with `from` what peers
 * send to sources. A node on both sides keeps talking to itself.
 * https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/controllers/chaosimpl/networkchaos/partition/impl.go
 */
export function affectedLinks(options: {
  direction: Direction;
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

/** For messages. */
export function namesOf(nodes: readonly ClusterNode[]): string {
  return nodes.length === 0 ? "no node" : nodes.map((node) => node.id).join(", ");
}

/** What can cut and slow the links between these nodes; undefined where there are none. */
export function linkControlOf(request: InjectRequest): LinkControl | undefined {
  const control = request.sources[0]?.control;
  return control?.kind === "process" ? control.links : undefined;
}
