// A network that exists only as arithmetic: blocks on a grid, halts, one-sided forks, nodes that are down or stand
// still. Everything follows from the script, so the same script gives the same journal.

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** For `depth` blocks from `height` on, `nodes` follow a side chain; when the main chain outgrows it they come back. */
export interface SimulatedFork {
  readonly height: number;
  readonly depth: number;
  readonly nodes: readonly string[];
  /** What becomes of the transactions in the side blocks: included by the next main block, or by none. */
  readonly txs: "moved" | "lost";
}

/** The node answers no probe (down), or answers with the head it had at the start (frozen). */
export interface Impairment extends Stretch {
  readonly node: string;
  readonly how: "down" | "frozen";
}

export interface SimulatedTx {
  readonly hash: string;
  readonly from: string;
  readonly nonce: number;
  /** Only of transactions with input. */
  readonly call?: { readonly to: string; readonly selector: string };
  /** When a node has it in its pool. */
  readonly atMs: number;
}

export interface SimulatedBlock {
  readonly height: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly madeAtMs: number;
  readonly txs: readonly SimulatedTx[];
}

export interface NetworkScript {
  readonly blockPeriodMs: number;
  readonly untilMs: number;
  readonly halts: readonly Stretch[];
  readonly forks: readonly SimulatedFork[];
  readonly impairments: readonly Impairment[];
  /** In order of `atMs`. */
  readonly txs: readonly SimulatedTx[];
}

export interface SimulatedNetwork {
  readonly blocks: readonly SimulatedBlock[];
  /** The node's canonical chain at a moment, from genesis. Undefined while it is down. */
  chainAt(node: string, atMs: number): readonly SimulatedBlock[] | undefined;
}

/** A readable 32-byte hash: what it is of, and which. */
export const simulatedHash = (kind: "b" | "c" | "a", index: number): string =>
  `0x${kind}${index.toString(16).padStart(63, "0")}`;

const within = (stretch: Stretch, atMs: number) => atMs >= stretch.fromMs && atMs < stretch.toMs;

export function simulateNetwork(script: NetworkScript): SimulatedNetwork {
  const { main, side } = growChain(script);
  const viewAt = (node: string, atMs: number): readonly SimulatedBlock[] => {
    const frozen = script.impairments.find((one) => one.node === node && one.how === "frozen" && within(one, atMs));
    const seenMs = frozen?.fromMs ?? atMs;
    const chain = main.slice(0, lastMadeBy(main, seenMs) + 1);
    const head = chain.length - 1;
    for (const fork of script.forks) {
      const onSide = fork.nodes.includes(node) && head >= fork.height && head < fork.height + fork.depth;
      if (!onSide) continue;
      for (let height = fork.height; height <= head; height++)
        chain[height] = side.get(height) ?? chain[height] ?? genesis;
    }
    return chain;
  };
  return {
    blocks: [...main, ...side.values()],
    chainAt(node, atMs) {
      const down = script.impairments.some((one) => one.node === node && one.how === "down" && within(one, atMs));
      return down ? undefined : viewAt(node, atMs);
    },
  };
}

const genesis: SimulatedBlock = {
  height: 0,
  hash: simulatedHash("b", 0),
  parentHash: `0x${"0".repeat(64)}`,
  madeAtMs: 0,
  txs: [],
};

/** Block times are on a grid, so the position follows from the time only while nothing halts: search instead. */
function lastMadeBy(chain: readonly SimulatedBlock[], atMs: number): number {
  let low = 0;
  let high = chain.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((chain[middle]?.madeAtMs ?? 0) <= atMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

function growChain(script: NetworkScript): { main: SimulatedBlock[]; side: Map<number, SimulatedBlock> } {
  const main: SimulatedBlock[] = [genesis];
  const side = new Map<number, SimulatedBlock>();
  let nextTx = 0;
  let delayed: SimulatedTx[] = [];
  for (let atMs = script.blockPeriodMs; atMs <= script.untilMs; atMs += script.blockPeriodMs) {
    if (script.halts.some((halt) => within(halt, atMs))) continue;
    const height = main.length;
    const txs: SimulatedTx[] = [];
    for (let tx = script.txs[nextTx]; tx !== undefined && tx.atMs <= atMs; tx = script.txs[++nextTx]) txs.push(tx);
    const fork = script.forks.find((one) => height >= one.height && height < one.height + one.depth);
    if (fork === undefined) {
      main.push(block({ height, branch: "b", parent: main, madeAtMs: atMs, txs: [...delayed, ...txs] }));
      delayed = [];
      continue;
    }
    const sideParent = side.get(height - 1);
    side.set(
      height,
      block({ height, branch: "c", parent: sideParent === undefined ? main : [sideParent], madeAtMs: atMs, txs }),
    );
    main.push(block({ height, branch: "b", parent: main, madeAtMs: atMs, txs: [] }));
    if (fork.txs === "moved") delayed.push(...txs);
  }
  return { main, side };
}

function block(options: {
  height: number;
  branch: "b" | "c";
  parent: readonly SimulatedBlock[];
  madeAtMs: number;
  txs: readonly SimulatedTx[];
}): SimulatedBlock {
  return {
    height: options.height,
    hash: simulatedHash(options.branch, options.height),
    parentHash: options.parent.at(-1)?.hash ?? genesis.hash,
    madeAtMs: options.madeAtMs,
    txs: options.txs,
  };
}
