import { NumberSlots } from "../../base/number-slots.ts";
import type { BlockTree } from "./block-tree.ts";

/** When something first happened to a block, in ms since the start of the run; by its hash or its number in the tree. */
export class BlockTimes {
  readonly #tree: Pick<BlockTree, "numberOf">;
  readonly #times = NumberSlots.ofDoubles(Number.NaN);

  constructor(tree: Pick<BlockTree, "numberOf">) {
    this.#tree = tree;
  }

  /** Only the first time counts. */
  happened(number: number, atMs: number): void {
    if (Number.isNaN(this.#times.at(number))) this.#times.set(number, atMs);
  }

  /** Undefined when it did not. */
  at(number: number): number | undefined {
    const atMs = this.#times.at(number);
    return Number.isNaN(atMs) ? undefined : atMs;
  }

  get(hash: string): number | undefined {
    return this.at(this.#tree.numberOf(hash));
  }

  has(hash: string): boolean {
    return this.get(hash) !== undefined;
  }
}
