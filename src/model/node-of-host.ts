import type { NodeId } from "../base/ids.ts";

/** The node that a host name of a manifest means: its name, also with a domain behind it, as a pod's name has. */
export function nodeOfHost<Node extends { readonly id: NodeId }>(
  host: string,
  nodes: readonly Node[],
): Node | undefined {
  return nodes.find(({ id }) => host === id || host.startsWith(`${id}.`));
}
