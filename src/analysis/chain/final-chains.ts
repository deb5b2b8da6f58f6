// The last word of every node: its whole canonical chain after the drain.

import { NumberSlots } from "../../base/number-slots.ts";
import { type EventLog, type EventOf, eventsOf } from "../../model/event.ts";
import type { BlockTree } from "./block-tree.ts";

export interface FinalChain {
  /** Nodes that ended with exactly this chain, in the order of the cluster. */
  readonly nodes: readonly string[];
  /** By height, as numbers of the tree. */
  readonly blocks: Uint32Array;
  /** Whether a block is on it, by its number. */
  has(block: number): boolean;
  readonly height: number;
  readonly snapshots: readonly EventOf<"chain.snapshot">[];
}

export interface FinalChains {
  /** Longest first; of equals, the one of the earlier node. */
  readonly chains: readonly FinalChain[];
  /** Nodes of which no snapshot exists, with the last reason. */
  readonly missing: readonly { readonly node: string; readonly why: string; readonly seq: number | undefined }[];
}

/** Takes each node's latest snapshot, and puts nodes with the same chain together. */
export function findFinalChains(events: EventLog, nodes: readonly string[], tree: BlockTree): FinalChains {
  const latest = new Map(eventsOf(events, "chain.snapshot").map((event) => [event.node, event]));
  const failures = new Map(eventsOf(events, "chain.snapshot-failed").map((event) => [event.node, event]));
  const groups: { blocks: Uint32Array; snapshots: EventOf<"chain.snapshot">[] }[] = [];
  const missing: { node: string; why: string; seq: number | undefined }[] = [];
  for (const node of nodes) {
    const snapshot = latest.get(node);
    if (snapshot === undefined) {
      const failure = failures.get(node);
      missing.push({ node, why: failure?.error ?? "none was taken", seq: failure?.seq });
      continue;
    }
    const blocks = Uint32Array.from(snapshot.hashes, (hash) => tree.numberOf(hash));
    const group = groups.find((one) => areSame(one.blocks, blocks));
    if (group === undefined) groups.push({ blocks, snapshots: [snapshot] });
    else group.snapshots.push(snapshot);
  }
  const chains = groups.map(({ blocks, snapshots }): FinalChain => {
    const members = NumberSlots.ofBytes();
    for (const block of blocks) members.set(block, 1);
    return {
      nodes: snapshots.map((snapshot) => snapshot.node),
      blocks,
      has: (block) => members.at(block) === 1,
      height: blocks.length - 1,
      snapshots,
    };
  });
  return { chains: chains.toSorted((a, b) => b.height - a.height), missing };
}

const areSame = (a: Uint32Array, b: Uint32Array): boolean =>
  a.length === b.length && a.every((block, height) => block === b[height]);
