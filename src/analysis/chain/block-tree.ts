// Every block that any probe ever saw, by hash, and which blocks hold a transaction.

import { type EventOf, eventsOf, type RunEvent } from "../../model/event.ts";

export type SeenBlock = EventOf<"block.seen">;

export interface BlockTree {
  readonly blocks: ReadonlyMap<string, SeenBlock>;
  /** Blocks of whichever branch that hold a transaction, in the order they were first seen. */
  blocksWith(txHash: string): readonly SeenBlock[];
  parentOf(blockHash: string): string | undefined;
  /** Lowest height above genesis that was seen with its body; undefined when none was. */
  readonly lowestHeight: number | undefined;
}

/** Puts every block that was seen into its place. */
export function growBlockTree(events: readonly RunEvent[]): BlockTree {
  const blocks = new Map<string, SeenBlock>();
  const holders = new Map<string, SeenBlock[]>();
  let lowestHeight: number | undefined;
  for (const block of eventsOf(events, "block.seen")) {
    if (blocks.has(block.hash)) continue; // seen twice, as after a torn journal line: the first sighting counts
    blocks.set(block.hash, block);
    if (block.height > 0) lowestHeight = Math.min(lowestHeight ?? block.height, block.height);
    for (const tx of block.txs) {
      const known = holders.get(tx.hash);
      if (known === undefined) holders.set(tx.hash, [block]);
      else known.push(block);
    }
  }
  return {
    blocks,
    lowestHeight,
    blocksWith: (txHash) => holders.get(txHash) ?? [],
    parentOf: (blockHash) => blocks.get(blockHash)?.parentHash,
  };
}
