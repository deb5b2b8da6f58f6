// Every block that any probe ever saw, by hash, and which blocks hold a transaction.

import { type EventLog, type EventOf, eachOf } from "../../model/event.ts";

export type SeenBlock = EventOf<"block.seen">;

export interface BlockTree {
  readonly blocks: ReadonlyMap<string, SeenBlock>;
  /** Blocks of whichever branch that hold a transaction, in the order they were first seen. */
  blocksWith(txHash: string): readonly SeenBlock[];
  /** The same hash, as the string that is kept here anyway when a block holds it. */
  ownTextOf(txHash: string): string;
  parentOf(blockHash: string): string | undefined;
  /** Lowest height above genesis that was seen with its body; undefined when none was. */
  readonly lowestHeight: number | undefined;
}

/** Puts every block that was seen into its place. */
export function growBlockTree(events: EventLog): BlockTree {
  const blocks = new Map<string, SeenBlock>();
  // Nearly every transaction is in one block only, and a list for each would weigh more than the rest of the entry.
  const holders = new Map<string, SeenBlock | readonly SeenBlock[]>();
  let lowestHeight: number | undefined;
  for (const block of eachOf(events, "block.seen")) {
    if (blocks.has(block.hash)) continue; // seen twice, as after a torn journal line: the first sighting counts
    blocks.set(block.hash, block);
    if (block.height > 0) lowestHeight = Math.min(lowestHeight ?? block.height, block.height);
    for (const tx of block.txs) {
      const known = holders.get(tx.hash);
      if (known === undefined) holders.set(tx.hash, block);
      else holders.set(tx.hash, "txs" in known ? [known, block] : [...known, block]);
    }
  }
  const blocksWith = (txHash: string): readonly SeenBlock[] => {
    const known = holders.get(txHash) ?? [];
    return "txs" in known ? [known] : known;
  };
  return {
    blocks,
    lowestHeight,
    blocksWith,
    ownTextOf: (txHash) => blocksWith(txHash)[0]?.txs.find((tx) => tx.hash === txHash)?.hash ?? txHash,
    parentOf: (blockHash) => blocks.get(blockHash)?.parentHash,
  };
}
