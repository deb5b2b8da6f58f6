import type { BlockTree, SeenBlock } from "./block-tree.ts";

export interface BlockStretch {
  /** Above the lower height up to and with the upper block, highest first. */
  readonly blocks: readonly SeenBlock[];
  /** Hash of the block at the lower height that they stand on. */
  readonly base: string;
}

/** The blocks from a height up to a block, by parent links; a sentence saying why not when one of them was never seen. */
export function blocksBetween(
  tree: BlockTree,
  { fromHeight, to }: { fromHeight: number; to: { readonly height: number; readonly hash: string } },
): BlockStretch | string {
  const blocks: SeenBlock[] = [];
  let hash = to.hash;
  for (let height = to.height; height > fromHeight; height--) {
    const block = tree.blocks.get(hash);
    if (block === undefined) return `the body of the block at height ${height} was never seen`;
    if (block.height !== height) return `the block that should be at height ${height} is one of height ${block.height}`;
    blocks.push(block);
    hash = block.parentHash;
  }
  return { blocks, base: hash };
}
