// Which block settled at which height, over all nodes: a block with `confirmations` further blocks on a node's own
// chain. One that settled anywhere must be the one that settles everywhere, and stay.

import { NumberSlots } from "../../base/number-slots.ts";
import type { BlockTree } from "./block-tree.ts";

export interface Settlement {
  readonly node: string;
  readonly height: number;
  readonly hash: string;
  /** Of the look that showed it. */
  readonly seq: number;
}

/** The same, with the block's number in the tree. */
export interface SettlingBlock extends Omit<Settlement, "hash"> {
  readonly block: number;
}

export interface SettlementConflict {
  readonly first: Settlement;
  /** What stands against it: another block that settled, or one that took its place on a node where it had settled. */
  readonly second: Settlement;
  readonly how: "settled" | "replaced";
}

export interface Settlements {
  /** Heights at which a block settled on any node. */
  readonly heights: number;
  /** Nodes on which any block above genesis settled. */
  readonly nodes: ReadonlySet<string>;
  /** The first ones in order of time, at most twenty; a fork conflicts at every further height. */
  readonly conflicts: readonly SettlementConflict[];
  at(height: number): Settlement | undefined;
}

const conflictsMax = 20;

/** Is told node by node what settles and what is replaced, and remembers what does not go together. */
export class SettlementBook implements Settlements {
  heights = 0;
  readonly #tree: BlockTree;
  /** By height, what settled first: the block, its node as a position in the list of nodes, and the look. */
  readonly #blocks = NumberSlots.ofIndexes();
  readonly #nodes = NumberSlots.ofIndexes();
  readonly #seqs = NumberSlots.ofDoubles(0);
  readonly #nodeNames: string[] = [];
  readonly #highest = new Map<string, number>();
  readonly #conflicts: SettlementConflict[] = [];

  constructor(tree: BlockTree) {
    this.#tree = tree;
  }

  settled(settling: SettlingBlock): void {
    if (!this.#belongs(settling)) return;
    const { node, height, block } = settling;
    this.#highest.set(node, Math.max(height, this.#highest.get(node) ?? 0));
    const first = this.#blocks.at(height);
    if (first < 0) this.#remember(settling);
    else if (first !== block) this.#conflict(settling, "settled");
  }

  /** A block came onto the node's chain. It is no news unless another one had settled there. */
  added(settling: SettlingBlock): void {
    const { node, height, block } = settling;
    if (height > (this.#highest.get(node) ?? 0) || !this.#belongs(settling)) return;
    const first = this.#blocks.at(height);
    if (first >= 0 && first !== block) this.#conflict(settling, "replaced");
  }

  get nodes(): ReadonlySet<string> {
    return new Set([...this.#highest].filter(([, height]) => height > 0).map(([node]) => node));
  }

  get conflicts(): readonly SettlementConflict[] {
    return this.#conflicts;
  }

  at(height: number): Settlement | undefined {
    const block = this.#blocks.at(height);
    if (block < 0) return undefined;
    const node = this.#nodeNames[this.#nodes.at(height)] ?? "";
    return { node, height, hash: this.#tree.hashAt(block), seq: this.#seqs.at(height) };
  }

  #remember({ node, height, block, seq }: SettlingBlock): void {
    const known = this.#nodeNames.indexOf(node);
    this.heights += 1;
    this.#blocks.set(height, block);
    this.#nodes.set(height, known < 0 ? this.#nodeNames.push(node) - 1 : known);
    this.#seqs.set(height, seq);
  }

  #conflict({ node, height, block, seq }: SettlingBlock, how: SettlementConflict["how"]): void {
    const first = this.at(height);
    const hash = this.#tree.hashAt(block);
    // What replaces a settled block settles itself later on: the same conflict.
    const isKnown = this.#conflicts.some(({ second }) => second.node === node && second.hash === hash);
    if (first === undefined || isKnown || this.#conflicts.length === conflictsMax) return;
    this.#conflicts.push({ first, second: { node, height, hash, seq }, how });
  }

  /** A node may list a block at a height that is not its own: then its chain does not hang together, which C3 judges. */
  #belongs({ block, height }: SettlingBlock): boolean {
    const seen = this.#tree.heightAt(block);
    return seen === undefined || seen === height;
  }
}
