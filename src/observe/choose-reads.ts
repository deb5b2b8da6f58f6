// Which states and which blocks are read at the end of a run: on every node the same, so that they can be compared.

/** Numbers of states between the first and the last. */
const between = 2;

/** The first height whose state is there, the last that settled, and two in between; fewer on a short chain. */
export function chooseHeights({ lowest, settled }: { lowest: number; settled: number }): number[] {
  if (lowest > settled) return [];
  const steps = between + 1;
  const heights = Array.from(
    { length: steps + 1 },
    (_, step) => lowest + Math.floor(((settled - lowest) * step) / steps),
  );
  return [...new Set(heights)];
}

export interface SeenSize {
  readonly height: number;
  readonly txs: readonly unknown[];
}

export interface BlockToRead {
  readonly height: number;
  /** Most transactions that any block of that height was seen to have. */
  readonly txs: number;
}

/**
 * Settled blocks in the order in which one of several readers reads them while the time lasts. Its own share comes first,
 * so that the fees of every block are known from somebody even when time is short; then those of the others, the newest
 * first, so that there is something to compare. Blocks without transactions come last, for they can tell the least.
 * Genesis has no receipts.
 */
export function orderBlocks(options: {
  settled: number;
  seen: Iterable<SeenSize>;
  reader: { readonly index: number; readonly of: number };
}): BlockToRead[] {
  const { settled, reader } = options;
  const txsAt = new Map<number, number>();
  for (const { height, txs } of options.seen) txsAt.set(height, Math.max(txsAt.get(height) ?? 0, txs.length));
  const newestFirst = Array.from({ length: settled }, (_, index) => {
    const height = settled - index;
    return { height, txs: txsAt.get(height) ?? 0 };
  });
  const full = newestFirst.filter(({ txs }) => txs > 0);
  const isOwn = (_: unknown, rank: number) => rank % reader.of === reader.index;
  return [
    ...full.filter(isOwn),
    ...full.filter((block, rank) => !isOwn(block, rank)),
    ...newestFirst.filter(({ txs }) => txs === 0),
  ];
}

/** Consecutive blocks that together have about `txsMax` transactions and at most `blocksMax` members. */
export function groupBlocks(
  blocks: readonly BlockToRead[],
  { txsMax, blocksMax }: { txsMax: number; blocksMax: number },
): BlockToRead[][] {
  const groups: BlockToRead[][] = [];
  let room = 0;
  for (const block of blocks) {
    const last = groups.at(-1);
    if (last === undefined || room < block.txs || last.length === blocksMax) {
      groups.push([block]);
      room = txsMax - block.txs;
    } else {
      last.push(block);
      room -= block.txs;
    }
  }
  return groups;
}
