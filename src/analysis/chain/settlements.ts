// Which block settled at which height, over all nodes: a block with `confirmations` further blocks on a node's own
// chain. One that settled anywhere must be the one that settles everywhere, and stay.

import type { BlockTree } from "./block-tree.ts";

export interface Settlement {
  readonly node: string;
  readonly height: number;
  readonly hash: string;
  /** Of the look that showed it. */
  readonly seq: number;
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
  readonly #tree: BlockTree;
  readonly #first = new Map<number, Settlement>();
  readonly #highest = new Map<string, number>();
  readonly #conflicts: SettlementConflict[] = [];

  constructor(tree: BlockTree) {
    this.#tree = tree;
  }

  settled(block: Settlement): void {
    if (!this.#belongs(block)) return;
    this.#highest.set(block.node, Math.max(block.height, this.#highest.get(block.node) ?? 0));
    const first = this.#first.get(block.height);
    if (first === undefined) this.#first.set(block.height, block);
    else if (first.hash !== block.hash) this.#conflict({ first, second: block, how: "settled" });
  }

  /** A block came onto the node's chain. It is no news unless another one had settled there. */
  added(block: Settlement): void {
    if (block.height > (this.#highest.get(block.node) ?? 0) || !this.#belongs(block)) return;
    const first = this.#first.get(block.height);
    if (first !== undefined && first.hash !== block.hash) this.#conflict({ first, second: block, how: "replaced" });
  }

  get heights(): number {
    return this.#first.size;
  }

  get nodes(): ReadonlySet<string> {
    return new Set([...this.#highest].filter(([, height]) => height > 0).map(([node]) => node));
  }

  get conflicts(): readonly SettlementConflict[] {
    return this.#conflicts;
  }

  at(height: number): Settlement | undefined {
    return this.#first.get(height);
  }

  #conflict(conflict: SettlementConflict): void {
    const { node, hash } = conflict.second;
    // What replaces a settled block settles itself later on: the same conflict.
    const isKnown = this.#conflicts.some(({ second }) => second.node === node && second.hash === hash);
    if (!isKnown && this.#conflicts.length < conflictsMax) this.#conflicts.push(conflict);
  }

  /** A node may list a block at a height that is not its own: then its chain does not hang together, which C3 judges. */
  #belongs({ hash, height }: Settlement): boolean {
    const seen = this.#tree.blocks.get(hash);
    return seen === undefined || seen.height === height;
  }
}
