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
  readonly entries: readonly LedgerEntry[];
  readonly invocations: ReadonlyMap<string, Invocation>;
  readonly senders: ReadonlySet<string>;
  /** Per final chain, the transactions of our senders in order. */
  readonly canonical: ReadonlyMap<FinalChain, readonly CanonicalTx[]>;
  /** Canonical blocks whose body nobody saw: what they hold is unknown. */
  readonly unseenBodies: number;
}

/** Enters every transaction, its acknowledgements and what became of it. */
export function keepLedger(options: { invocations: Invocations; run: RecordedRun; chain: ChainView }): Ledger {
  const { run, chain } = options;
  const { inOrder, byHash: invocations } = options.invocations;
  const senders = new Set(inOrder.map((invocation) => invocation.from));
  const canonical = new Map(
    chain.finals.chains.map((final) => [final, canonicalTxs(final, { chain, senders })] as const),
  );
  const usedNonces = usedNoncesOf(canonical.values());
  const acksIn = rememberAcks(chain);
  const entries = inOrder.map((invocation) =>
    enter(invocation, { chain, usedNonces, acksIn, confirmations: run.plan.cluster.confirmations }),
  );
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

function usedNoncesOf(chains: Iterable<readonly CanonicalTx[]>): Set<string> {
  const used = new Set<string>();
  for (const txs of chains) for (const tx of txs) used.add(nonceKey(tx));
  return used;
}

function enter(
  invocation: Invocation,
  options: { chain: ChainView; usedNonces: ReadonlySet<string>; acksIn: AcksIn; confirmations: number },
): LedgerEntry {
  const { chain, usedNonces, acksIn, confirmations } = options;
  const blocks = chain.tree.blocksWith(invocation.hash);
  const acks = acksOf(invocation, { acksIn, blocks });
  const { chains } = chain.finals;
  const blockOn = (final: FinalChain) => blocks.find((block) => final.members.has(block.hash));
  const finalBlock = chains.map(blockOn).find((block) => block !== undefined);
  const height = finalBlock?.height ?? acks.L1?.block?.height ?? 0;
  const missingOn = chains
    .filter((final) => final.height >= height + confirmations && blockOn(final) === undefined)
    .flatMap((final) => final.nodes);
  const decided = { invocation, acks, finalBlock, missingOn, nonceUsed: usedNonces.has(nonceKey(invocation)) };
  return {
    invocation,
    acks,
    finalBlock,
    missingOn,
    includedAtMs: finalBlock === undefined ? null : firstSeenAtMs(finalBlock, chain),
    fate: fateOf(decided),
  };
}

function acksOf(
  invocation: Invocation,
  { acksIn, blocks }: { acksIn: AcksIn; blocks: readonly SeenBlock[] },
): LedgerEntry["acks"] {
  const level1 = earliest(blocks.map(acksIn.canonical));
  const level2 = earliest(blocks.map(acksIn.settled));
  return {
    ...(invocation.outcome === "ok" ? { L0: { atMs: invocation.doneAtMs, block: undefined } } : {}),
    ...(level1 === undefined ? {} : { L1: level1 }),
    ...(level2 === undefined ? {} : { L2: level2 }),
  };
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

function fateOf(entry: {
  invocation: Invocation;
  acks: LedgerEntry["acks"];
  finalBlock: SeenBlock | undefined;
  missingOn: readonly string[];
  nonceUsed: boolean;
}): TransactionFate["fate"] {
  const { invocation, acks, finalBlock, missingOn } = entry;
  if (finalBlock !== undefined) {
    if (missingOn.length > 0) return acks.L1 === undefined ? "pending" : "lost";
    return acks.L1?.block === undefined || acks.L1.block.hash === finalBlock.hash ? "included" : "moved";
  }
  if (acks.L1 !== undefined) return missingOn.length > 0 ? "lost" : "pending";
  switch (invocation.outcome) {
    case "ok":
      return entry.nonceUsed ? "lost" : "pending";
    case "unknown":
      return "never-seen";
    case "rejected":
      return "rejected";
  }
}

/** Blocks sealed before anything was sent hold nothing of ours, whether their bodies were seen or not. */
function countUnseenBodies(chain: ChainView, invocations: ReadonlyMap<string, Invocation>): number {
  const firstSentAtMs = [...invocations.values()].reduce((first, one) => Math.min(first, one.sentAtMs), Infinity);
  const lowest = chain.tree.lowestHeight;
  const lowestSeenAtMs = Math.min(...[...chain.tree.blocks.values()].map((block) => block.atMs));
  const fromHeight = lowest !== undefined && lowestSeenAtMs <= firstSentAtMs ? lowest : 1;
  const unseen = new Set<string>();
  for (const final of chain.finals.chains) {
    for (const hash of final.hashes.slice(fromHeight)) if (!chain.tree.blocks.has(hash)) unseen.add(hash);
  }
  return unseen.size;
}
