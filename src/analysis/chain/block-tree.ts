// Every block that any probe ever saw, by hash, and which blocks hold a transaction. Blocks and transactions have
// numbers here, and what is worked out of them is kept by number: a day has ninety thousand blocks, and a Map by hash
// for each thing that is known of them would take more than the journal itself.

import { NumberSlots } from "../../base/number-slots.ts";
import { TextTable } from "../../base/text-table.ts";
import type { BlockLog, SeenBlock } from "../../model/block-log.ts";
import type { EventLog } from "../../model/event.ts";
import { blocksOf } from "../../model/event-log.ts";

export type { SeenBlock } from "../../model/block-log.ts";

/** What a Map by hash would have; a block is put together when it is asked for. */
export interface SeenBlocks {
  has(hash: string): boolean;
  get(hash: string): SeenBlock | undefined;
  /** In the order they were first seen. */
  values(): IteratorObject<SeenBlock>;
}

/** What is mostly asked of a block. */
export type BlockRef = Pick<SeenBlock, "hash" | "height" | "seq" | "atMs"> & { readonly number: number };

export interface BlockTree {
  readonly blocks: SeenBlocks;
  /** The number of a hash in this tree; a new one for a block of which no body was seen. */
  numberOf(blockHash: string): number;
  /** The hash with that number. */
  hashAt(number: number): string;
  /** Undefined when its body was not seen; so for the others. */
  blockAt(number: number): SeenBlock | undefined;
  heightAt(number: number): number | undefined;
  parentAt(number: number): number | undefined;
  parentOf(blockHash: string): string | undefined;
  /** Hashes of transactions by number: of those in a block, and of any that readers add. */
  readonly txs: TextTable;
  /** Blocks of whichever branch that hold a transaction, by its number, in the order they were first seen. */
  blocksWith(tx: number): readonly BlockRef[];
  /** Lowest height above genesis that was seen with its body; undefined when none was. */
  readonly lowestHeight: number | undefined;
}

/** Puts every block that was seen into its place. */
export function growBlockTree(events: EventLog): BlockTree {
  const tree = new NumberedTree(blocksOf(events));
  tree.grow();
  return tree;
}

class NumberedTree implements BlockTree {
  readonly txs = new TextTable();
  lowestHeight: number | undefined;
  readonly #log: BlockLog;
  readonly #hashes = new TextTable();
  /** By number of the block: its number in the log. */
  readonly #rows = NumberSlots.ofIndexes();
  readonly #parents = NumberSlots.ofIndexes();
  readonly #heights = NumberSlots.ofDoubles(Number.NaN);
  /** By number of the transaction: the number of its block; of its blocks, where there are several. */
  readonly #holder = NumberSlots.ofIndexes();
  readonly #holders = new Map<number, readonly number[]>();

  constructor(log: BlockLog) {
    this.#log = log;
  }

  grow(): void {
    for (let row = 0; row < this.#log.count; row++) {
      const block = this.#log.at(row);
      const number = this.#hashes.idOf(block.hash);
      if (this.#rows.at(number) >= 0) continue; // seen twice, as after a torn journal line: the first sighting counts
      this.#rows.set(number, row);
      this.#parents.set(number, this.#hashes.idOf(block.parentHash));
      this.#heights.set(number, block.height);
      if (block.height > 0) this.lowestHeight = Math.min(this.lowestHeight ?? block.height, block.height);
      for (const { hash } of block.txs) this.#hold(this.txs.idOf(hash), number);
    }
  }

  readonly blocks: SeenBlocks = {
    has: (hash) => this.#rows.at(this.#hashes.find(hash)) >= 0,
    get: (hash) => this.blockAt(this.#hashes.find(hash)),
    values: () => this.#values(),
  };

  numberOf(blockHash: string): number {
    return this.#hashes.idOf(blockHash);
  }

  hashAt(number: number): string {
    return this.#hashes.at(number);
  }

  blockAt(number: number): SeenBlock | undefined {
    const row = this.#rows.at(number);
    return row < 0 ? undefined : this.#log.at(row);
  }

  heightAt(number: number): number | undefined {
    const height = this.#heights.at(number);
    return Number.isNaN(height) ? undefined : height;
  }

  parentAt(number: number): number | undefined {
    const parent = this.#parents.at(number);
    return parent < 0 ? undefined : parent;
  }

  parentOf(blockHash: string): string | undefined {
    const parent = this.parentAt(this.#hashes.find(blockHash));
    return parent === undefined ? undefined : this.#hashes.at(parent);
  }

  blocksWith(tx: number): readonly BlockRef[] {
    const several = this.#holders.size === 0 ? undefined : this.#holders.get(tx);
    if (several !== undefined) return several.map((number) => this.#refTo(number));
    const number = this.#holder.at(tx);
    return number < 0 ? noBlocks : [this.#refTo(number)];
  }

  #hold(tx: number, number: number): void {
    const known = this.#holder.at(tx);
    if (known < 0) this.#holder.set(tx, number);
    else this.#holders.set(tx, [...(this.#holders.get(tx) ?? [known]), number]);
  }

  #refTo(number: number): BlockRef {
    const row = this.#rows.at(number);
    return new Ref(this, { number, height: this.#heights.at(number), row, log: this.#log });
  }

  *#values(): Generator<SeenBlock> {
    for (let row = 0; row < this.#log.count; row++) {
      const block = this.#log.at(row);
      if (this.#rows.at(this.#hashes.find(block.hash)) === row) yield block;
    }
  }
}

const noBlocks: readonly BlockRef[] = [];

class Ref implements BlockRef {
  readonly number: number;
  readonly height: number;
  readonly #row: number;
  readonly #log: BlockLog;
  readonly #tree: Pick<BlockTree, "hashAt">;

  constructor(
    tree: Pick<BlockTree, "hashAt">,
    { number, height, row, log }: { number: number; height: number; row: number; log: BlockLog },
  ) {
    this.number = number;
    this.height = height;
    this.#row = row;
    this.#log = log;
    this.#tree = tree;
  }

  get hash(): string {
    return this.#tree.hashAt(this.number);
  }

  get seq(): number {
    return this.#log.seqAt(this.#row);
  }

  get atMs(): number {
    return this.#log.atMsAt(this.#row);
  }
}
