// The transactions of our senders on a final chain. They are read out of its blocks each time: of a day there are
// hundreds of thousands, and every checker that looks at them looks at each once.

import type { TextTable } from "../../base/text-table.ts";
import type { BlockRef, BlockTree } from "../chain/block-tree.ts";
import type { FinalChain } from "../chain/final-chains.ts";

/** A transaction of one of our senders on a final chain. */
export interface CanonicalTx {
  readonly hash: string;
  readonly from: string;
  readonly nonce: number;
  readonly block: Omit<BlockRef, "number">;
  /** Numbers that stand for the hash and for the sender. */
  readonly tx: number;
  readonly sender: number;
}

/** Addresses in lower case by number; those that sent something. */
export interface Senders {
  readonly size: number;
  has(address: string): boolean;
  /** -1 for an address that sent nothing. */
  find(address: string): number;
}

/** In the order of the chain. */
export function* canonicalTxs(
  final: FinalChain,
  { tree, senders }: { tree: BlockTree; senders: Senders },
): Iterable<CanonicalTx> {
  for (const number of final.blocks) {
    const block = tree.blockAt(number);
    if (block === undefined) continue;
    for (const { hash, from, nonce } of block.txs) {
      const address = from.toLowerCase();
      const sender = senders.find(address);
      if (sender >= 0) yield { hash, from: address, nonce, block, tx: tree.txs.find(hash), sender };
    }
  }
}

/** The senders in a table of addresses of which some may have sent nothing in the end. */
export function sendersIn(table: TextTable, hasSent: (sender: number) => boolean): Senders {
  const find = (address: string): number => {
    const sender = table.find(address);
    return sender >= 0 && hasSent(sender) ? sender : -1;
  };
  let size = 0;
  for (let sender = 0; sender < table.count; sender++) if (hasSent(sender)) size += 1;
  return { size, find, has: (address) => find(address) >= 0 };
}
