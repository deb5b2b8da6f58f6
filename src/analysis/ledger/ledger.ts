// The account of every transaction: what was asked, what was acknowledged and when, and what the nodes say in the end.

import type { TransactionFate } from "../../model/operation.ts";
import type { AckLevel } from "../../model/plan.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import type { SeenBlock } from "../chain/block-tree.ts";
import type { ChainView } from "../chain/chain-view.ts";
import type { FinalChain } from "../chain/final-chains.ts";
import type { Invocation, Invocations } from "./invocations.ts";

/** An acknowledgement: when, and in which block it was then (none at L0, where there is only a pool). */
export interface Ack {
  readonly atMs: number;
  readonly block: SeenBlock | undefined;
}

export interface LedgerEntry {
  readonly invocation: Invocation;
  readonly acks: Readonly<Partial<Record<AckLevel, Ack>>>;
  /** Where it is in the end, on the longest chain that has it. */
  readonly finalBlock: SeenBlock | undefined;
  /**
   * Nodes whose final chain has it not, though it has settled past where it should be. Nearer to its head nothing is
   * decided: the block may be on its way, or the branch about to be left.
   */
  readonly missingOn: readonly string[];
  readonly includedAtMs: number | null;
  readonly fate: TransactionFate["fate"];
}

/** A transaction of one of our senders on a final chain. */
export interface CanonicalTx {
  readonly hash: string;
  readonly from: string;
  readonly nonce: number;
  readonly block: SeenBlock;
}

export interface Ledger {
  /** Worked out as they are read: to keep them all would take more than what they are worked out of. */
  readonly entries: Iterable<LedgerEntry>;
  readonly invocations: Invocations;
  readonly senders: ReadonlySet<string>;
  /** Per final chain, the transactions of our senders in order. */
  readonly canonical: ReadonlyMap<FinalChain, readonly CanonicalTx[]>;
  /** Canonical blocks whose body nobody saw: what they hold is unknown. */
  readonly unseenBodies: number;
}

/** Enters every transaction, its acknowledgements and what became of it. */
export function keepLedger(options: { invocations: Invocations; run: RecordedRun; chain: ChainView }): Ledger {
  const { run, chain } = options;
  const { invocations } = options;
  const { senders } = invocations;
  const canonical = new Map(
    chain.finals.chains.map((final) => [final, canonicalTxs(final, { chain, senders })] as const),
  );
  const facts = {
    chain,
    isUsed: nonceLookup(canonical.values()),
    acksIn: rememberAcks(chain),
    confirmations: run.plan.cluster.confirmations,
  };
  const entries = {
    *[Symbol.iterator]() {
      for (const invocation of invocations.inOrder) yield new Entry(invocation, facts);
    },
  };
  return { entries, invocations, senders, canonical, unseenBodies: countUnseenBodies(chain, invocations) };
}

function canonicalTxs(
  final: FinalChain,
  { chain, senders }: { chain: ChainView; senders: ReadonlySet<string> },
): CanonicalTx[] {
  return final.hashes.flatMap((hash) => {
    const block = chain.tree.blocks.get(hash);
    if (block === undefined) return [];
    return block.txs
      .map((tx) => ({ hash: tx.hash, from: tx.from.toLowerCase(), nonce: tx.nonce, block }))
      .filter((tx) => senders.has(tx.from));
  });
}

const nonceKey = (tx: { from: string; nonce: number }) => `${tx.from}/${tx.nonce}`;

type NonceLookup = (tx: { from: string; nonce: number }) => boolean;

/** Asked only of what is in no block, and so mostly never. */
function nonceLookup(chains: Iterable<readonly CanonicalTx[]>): NonceLookup {
  let used: Set<string> | undefined;
  return (asked) => {
    if (used === undefined) {
      used = new Set();
      for (const txs of chains) for (const tx of txs) used.add(nonceKey(tx));
    }
    return used.has(nonceKey(asked));
  };
}

interface Facts {
  readonly chain: ChainView;
  readonly isUsed: NonceLookup;
  readonly acksIn: AcksIn;
  readonly confirmations: number;
}

/** Nothing is looked up before it is asked for: most readers want one or two of these, of every transaction. */
class Entry implements LedgerEntry {
  readonly invocation: Invocation;
  readonly acks: LedgerEntry["acks"];
  readonly finalBlock: SeenBlock | undefined;
  readonly missingOn: readonly string[];
  readonly #facts: Facts;

  constructor(invocation: Invocation, facts: Facts) {
    const { chain, acksIn, confirmations } = facts;
    const blocks = chain.tree.blocksWith(invocation.hash);
    const { chains } = chain.finals;
    const blockOn = (final: FinalChain) => blocks.find((block) => final.members.has(block.hash));
    this.invocation = invocation;
    this.acks = acksOf(invocation, { acksIn, blocks });
    this.finalBlock = firstOf(chains, blockOn);
    const height = this.finalBlock?.height ?? this.acks.L1?.block?.height ?? 0;
    const lacking = chains.filter((final) => final.height >= height + confirmations && blockOn(final) === undefined);
    this.missingOn = lacking.length === 0 ? none : lacking.flatMap((final) => final.nodes);
    this.#facts = facts;
  }

  get includedAtMs(): number | null {
    return this.finalBlock === undefined ? null : firstSeenAtMs(this.finalBlock, this.#facts.chain);
  }

  get fate(): TransactionFate["fate"] {
    return fateOf(this, this.#facts.isUsed);
  }
}

const none: readonly string[] = [];

function firstOf(chains: readonly FinalChain[], blockOn: (final: FinalChain) => SeenBlock | undefined) {
  for (const final of chains) {
    const block = blockOn(final);
    if (block !== undefined) return block;
  }
  return undefined;
}

function acksOf(
  { outcome, doneAtMs }: Invocation,
  { acksIn, blocks }: { acksIn: AcksIn; blocks: readonly SeenBlock[] },
): LedgerEntry["acks"] {
  const acks: { -readonly [Level in AckLevel]?: Ack } = {};
  if (outcome === "ok") acks.L0 = { atMs: doneAtMs, block: undefined };
  if (blocks.length === 0) return acks;
  const level1 = earliest(blocks.map(acksIn.canonical));
  const level2 = earliest(blocks.map(acksIn.settled));
  if (level1 !== undefined) acks.L1 = level1;
  if (level2 !== undefined) acks.L2 = level2;
  return acks;
}

interface AcksIn {
  readonly canonical: (block: SeenBlock) => Ack | undefined;
  readonly settled: (block: SeenBlock) => Ack | undefined;
}

/** All transactions of a block are acknowledged at once, so they share the acknowledgement: there are many of them. */
function rememberAcks({ history }: ChainView): AcksIn {
  const remember = (times: ReadonlyMap<string, number>) => {
    const acks = new Map<string, Ack>();
    return (block: SeenBlock) => {
      const atMs = times.get(block.hash);
      if (atMs === undefined) return undefined;
      const known = acks.get(block.hash);
      if (known !== undefined) return known;
      const ack: Ack = { atMs, block };
      acks.set(block.hash, ack);
      return ack;
    };
  };
  return { canonical: remember(history.canonicalAtMs), settled: remember(history.settledAtMs) };
}

function earliest(acks: readonly (Ack | undefined)[]): Ack | undefined {
  let first: Ack | undefined;
  for (const ack of acks) if (ack !== undefined && ack.atMs < (first?.atMs ?? Infinity)) first = ack;
  return first;
}

/** A body is fetched after its hash was seen, so the history of heads may know the block a little earlier. */
const firstSeenAtMs = (block: SeenBlock, chain: ChainView): number =>
  Math.min(block.atMs, chain.history.canonicalAtMs.get(block.hash) ?? Number.POSITIVE_INFINITY);

function fateOf(entry: Omit<LedgerEntry, "fate">, isUsed: NonceLookup): TransactionFate["fate"] {
  const { invocation, acks, finalBlock, missingOn } = entry;
  if (finalBlock !== undefined) {
    if (missingOn.length > 0) return acks.L1 === undefined ? "pending" : "lost";
    return acks.L1?.block === undefined || acks.L1.block.hash === finalBlock.hash ? "included" : "moved";
  }
  if (acks.L1 !== undefined) return missingOn.length > 0 ? "lost" : "pending";
  switch (invocation.outcome) {
    case "ok":
      return isUsed(invocation) ? "lost" : "pending";
    case "unknown":
      return "never-seen";
    case "rejected":
      return "rejected";
  }
}

/** Blocks sealed before anything was sent hold nothing of ours, whether their bodies were seen or not. */
function countUnseenBodies(chain: ChainView, { firstSentAtMs }: Invocations): number {
  const lowest = chain.tree.lowestHeight;
  let lowestSeenAtMs = Infinity;
  for (const { atMs } of chain.tree.blocks.values()) lowestSeenAtMs = Math.min(lowestSeenAtMs, atMs);
  const fromHeight = lowest !== undefined && lowestSeenAtMs <= firstSentAtMs ? lowest : 1;
  const unseen = new Set<string>();
  for (const final of chain.finals.chains) {
    for (const hash of final.hashes.slice(fromHeight)) if (!chain.tree.blocks.has(hash)) unseen.add(hash);
  }
  return unseen.size;
}
