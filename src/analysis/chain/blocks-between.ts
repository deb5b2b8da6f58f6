import type { BlockTree, SeenBlock } from "./block-tree.ts";

export interface BlockStretch {
  /** Above the lower height up to and with the upper block, highest first. Each is put together when it is its turn. */
  readonly blocks: Iterable<SeenBlock>;
  /** Hash of the block at the lower height that they stand on. */
  readonly base: string;
}

/** The blocks from a height up to a block, by parent links; a sentence saying why not when one of them was never seen. */
export function blocksBetween(
  tree: BlockTree,
  { fromHeight, to }: { fromHeight: number; to: { readonly height: number; readonly hash: string } },
): BlockStretch | string {
  const numbers: number[] = [];
  let number = tree.numberOf(to.hash);
  for (let height = to.height; height > fromHeight; height--) {
    const [found, parent] = [tree.heightAt(number), tree.parentAt(number)];
    if (found === undefined || parent === undefined) return `the body of the block at height ${height} was never seen`;
    if (found !== height) return `the block that should be at height ${height} is one of height ${found}`;
    numbers.push(number);
    number = parent;
  }
  const blocks = {
    *[Symbol.iterator]() {
      for (const one of numbers) {
        const block = tree.blockAt(one);
        if (block !== undefined) yield block;
      }
    },
  };
  return { blocks, base: tree.hashAt(number) };
}
