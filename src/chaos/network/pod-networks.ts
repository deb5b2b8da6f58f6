import type { NodeId } from "../../base/ids.ts";
import type { ClusterNode, PodControl } from "../../model/node.ts";
import type { Netfilter } from "../../platform/netfilter.ts";
import type { PacketQueue } from "./packet-queue.ts";
import { PodNetwork } from "./pod-network.ts";
import type { Pod } from "./pod-rules.ts";
import type { Shaper } from "./shaper.ts";

/** A program to start in a network namespace, with the marks of the run. */
export interface InNamespace {
  readonly netns: string;
  readonly marks: Readonly<Record<string, string>>;
}

export interface PodNetworksOptions {
  readonly netfilter: Netfilter;
  readonly shaper: Shaper;
  /** Starts the packet queue of that number. */
  readonly openQueue: (options: InNamespace & { readonly queue: number }) => Promise<PacketQueue>;
}

/** The network of every pod that was ever a target in a run: experiments on one pod share it. */
export class PodNetworks {
  readonly #options: PodNetworksOptions;
  readonly #byNode = new Map<NodeId, PodNetwork>();

  constructor(options: PodNetworksOptions) {
    this.#options = options;
  }

  /** `marks` are those of the run, for the programs that are started. */
  of(node: { id: NodeId; control: PodControl; marks: InNamespace["marks"] }): PodNetwork {
    const known = this.#byNode.get(node.id);
    if (known !== undefined) return known;
    const { netfilter, shaper, openQueue } = this.#options;
    const network = new PodNetwork({
      control: node.control,
      netfilter,
      shaper,
      openQueue: (netns, queue) => openQueue({ netns, queue, marks: node.marks }),
    });
    this.#byNode.set(node.id, network);
    return network;
  }

  /** Whether experiments are active on a pod. */
  areOn(node: NodeId): boolean {
    return (this.#byNode.get(node)?.count ?? 0) > 0;
  }
}

/** A node whose network can be got at, with its control. */
export interface PodNode extends Pod {
  readonly node: ClusterNode;
  readonly control: PodControl;
}

/** The nodes among these that are pods. */
export function podsAmong(nodes: readonly ClusterNode[]): PodNode[] {
  return nodes.flatMap((node) => {
    const { control } = node;
    if (control.kind !== "netns" && control.kind !== "docker") return [];
    return [{ id: node.id, address: control.address, node, control }];
  });
}
