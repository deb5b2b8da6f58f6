// The last word of every node: its whole canonical chain after the drain.

import { type EventLog, type EventOf, eventsOf } from "../../model/event.ts";

export interface FinalChain {
  /** Nodes that ended with exactly this chain, in the order of the cluster. */
  readonly nodes: readonly string[];
  /** By height. */
  readonly hashes: readonly string[];
  readonly members: ReadonlySet<string>;
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
export function findFinalChains(events: EventLog, nodes: readonly string[]): FinalChains {
  const latest = new Map(eventsOf(events, "chain.snapshot").map((event) => [event.node, event]));
  const failures = new Map(eventsOf(events, "chain.snapshot-failed").map((event) => [event.node, event]));
  const groups: EventOf<"chain.snapshot">[][] = [];
  const missing: { node: string; why: string; seq: number | undefined }[] = [];
  for (const node of nodes) {
    const snapshot = latest.get(node);
    if (snapshot === undefined) {
      const failure = failures.get(node);
      missing.push({ node, why: failure?.error ?? "none was taken", seq: failure?.seq });
      continue;
    }
    const group = groups.find(([first]) => first !== undefined && sameHashes(first.hashes, snapshot.hashes));
    if (group === undefined) groups.push([snapshot]);
    else group.push(snapshot);
  }
  const chains = groups.map((snapshots): FinalChain => {
    const hashes = snapshots[0]?.hashes ?? [];
    return {
      nodes: snapshots.map((snapshot) => snapshot.node),
      hashes,
      members: new Set(hashes),
      height: hashes.length - 1,
      snapshots,
    };
  });
  return { chains: chains.toSorted((a, b) => b.height - a.height), missing };
}

const sameHashes = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((hash, height) => hash === b[height]);
