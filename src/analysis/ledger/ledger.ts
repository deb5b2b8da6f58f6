// The account of every transaction: what was asked, what was acknowledged and when, and what the nodes say in the end.

import { eachOf } from "../../model/event-log.ts";
import type { TransactionFate } from "../../model/operation.ts";
import type { AckLevel } from "../../model/plan.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import type { BlockTimes } from "../chain/block-times.ts";
import type { BlockRef } from "../chain/block-tree.ts";
import type { ChainView } from "../chain/chain-view.ts";
import type { FinalChain } from "../chain/final-chains.ts";
import { type CanonicalTx, canonicalTxs, type Senders } from "./canonical-txs.ts";
import type { Invocation, Invocations, NumberedInvocation } from "./invocations.ts";

/** An acknowledgement: when, and in which block it was then (none at L0, where there is only a pool). */
export interface Ack {
  readonly atMs: number;
  readonly block: BlockRef | undefined;
}

export interface LedgerEntry {
  readonly invocation: Invocation;
  readonly acks: Readonly<Partial<Record<AckLevel, Ack>>>;
  /** Where it is in the end, on the longest chain that has it. */
  readonly finalBlock: BlockRef | undefined;
  /**
   * Nodes whose final chain has it not, though it has settled past where it should be. Nearer to its head nothing is
   * decided: the block may be on its way, or the branch about to be left.
   */
  readonly missingOn: readonly string[];
  readonly includedAtMs: number | null;
  /**
   * When the harness sent it again because no node knew it any more: what had been acknowledged until then was lost,
   * whatever became of it. Undefined, too, where it turned out to have been in its block already.
   */
  readonly resentAtMs: number | undefined;
  readonly fate: TransactionFate["fate"];
}

export interface Ledger {
  /** Worked out as they are read: to keep them all would take more than what they are worked out of. */
  readonly entries: Iterable<LedgerEntry>;
  readonly invocations: Invocations;
  readonly senders: Senders;
  /** The transactions of our senders in the order of a final chain. */
  canonicalOn(final: FinalChain): Iterable<CanonicalTx>;
  /** Canonical blocks whose body nobody saw: what they hold is unknown. */
  readonly unseenBodies: number;
}

/** Enters every transaction, its acknowledgements and what became of it. */
export function keepLedger(options: { invocations: Invocations; run: RecordedRun; chain: ChainView }): Ledger {
  const { run, chain } = options;
  const { invocations } = options;
  const { senders } = invocations;
  const canonicalOn = (final: FinalChain) => canonicalTxs(final, { tree: chain.tree, senders });
  const facts = {
    chain,
    isUsed: nonceLookup(chain.finals.chains.values().map(canonicalOn)),
    confirmations: run.plan.cluster.confirmations,
    resentAtMs: resendings(run, chain),
  };
  const entries = {
    *[Symbol.iterator]() {
      for (const invocation of invocations.inOrder) yield new Entry(invocation, facts);
    },
  };
  return { entries, invocations, senders, canonicalOn, unseenBodies: countUnseenBodies(chain, invocations) };
}

/** When each transaction was first sent again, by its number. */
function resendings(run: RecordedRun, chain: ChainView): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const { hashes, atMs } of eachOf(run.events, "transactions.resent")) {
    for (const hash of hashes) {
      const tx = chain.tree.txs.find(hash);
      if (!first.has(tx)) first.set(tx, atMs);
    }
  }
  return first;
}

const nonceKey = (tx: { from: string; nonce: number }) => `${tx.from}/${tx.nonce}`;

type NonceLookup = (tx: { from: string; nonce: number }) => boolean;

/** Asked only of what is in no block, and so mostly never. */
function nonceLookup(chains: Iterable<Iterable<CanonicalTx>>): NonceLookup {
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
  readonly confirmations: number;
  readonly resentAtMs: ReadonlyMap<number, number>;
}

/** Nothing is looked up before it is asked for: most readers want one or two of these, of every transaction. */
class Entry implements LedgerEntry {
  readonly invocation: Invocation;
  readonly acks: LedgerEntry["acks"];
  readonly finalBlock: BlockRef | undefined;
  readonly missingOn: readonly string[];
  readonly resentAtMs: number | undefined;
  readonly #facts: Facts;

  constructor(invocation: NumberedInvocation, facts: Facts) {
    const { chain, confirmations } = facts;
    const blocks = chain.tree.blocksWith(invocation.tx);
    const { chains } = chain.finals;
    const blockOn = (final: FinalChain) => blocks.find((block) => final.has(block.number));
    this.invocation = invocation;
    this.acks = acksOf(invocation, { chain, blocks });
    this.finalBlock = firstOf(chains, blockOn);
    const height = this.finalBlock?.height ?? this.acks.L1?.block?.height ?? 0;
    const lacking = chains.filter((final) => final.height >= height + confirmations && blockOn(final) === undefined);
    this.missingOn = lacking.length === 0 ? none : lacking.flatMap((final) => final.nodes);
    this.#facts = facts;
    const resentAtMs = facts.resentAtMs.get(invocation.tx);
    const wasThere = resentAtMs !== undefined && (this.includedAtMs ?? Infinity) < resentAtMs;
    this.resentAtMs = wasThere ? undefined : resentAtMs;
  }

  get includedAtMs(): number | null {
    return this.finalBlock === undefined ? null : firstSeenAtMs(this.finalBlock, this.#facts.chain);
  }

  get fate(): TransactionFate["fate"] {
    return fateOf(this, this.#facts.isUsed);
  }
}

const none: readonly string[] = [];

function firstOf(chains: readonly FinalChain[], blockOn: (final: FinalChain) => BlockRef | undefined) {
  for (const final of chains) {
    const block = blockOn(final);
    if (block !== undefined) return block;
  }
  return undefined;
}

function acksOf(
  { outcome, doneAtMs }: Invocation,
  { chain, blocks }: { chain: ChainView; blocks: readonly BlockRef[] },
): LedgerEntry["acks"] {
  const acks: { -readonly [Level in AckLevel]?: Ack } = {};
  if (outcome === "ok") acks.L0 = { atMs: doneAtMs, block: undefined };
  if (blocks.length === 0) return acks;
  const level1 = earliestIn(chain.history.canonicalAtMs, blocks);
  const level2 = earliestIn(chain.history.settledAtMs, blocks);
  if (level1 !== undefined) acks.L1 = level1;
  if (level2 !== undefined) acks.L2 = level2;
  return acks;
}

function earliestIn(times: BlockTimes, blocks: readonly BlockRef[]): Ack | undefined {
  let first: Ack | undefined;
  for (const block of blocks) {
    const atMs = times.at(block.number);
    if (atMs !== undefined && atMs < (first?.atMs ?? Infinity)) first = { atMs, block };
  }
  return first;
}

/** A body is fetched after its hash was seen, so the history of heads may know the block a little earlier. */
const firstSeenAtMs = (block: BlockRef, chain: ChainView): number =>
  Math.min(block.atMs, chain.history.canonicalAtMs.at(block.number) ?? Number.POSITIVE_INFINITY);

function fateOf(entry: Omit<LedgerEntry, "fate">, isUsed: NonceLookup): TransactionFate["fate"] {
  const { invocation, acks, finalBlock, missingOn, resentAtMs } = entry;
  if (finalBlock !== undefined) {
    if (missingOn.length > 0) return acks.L1 === undefined ? "pending" : "lost";
    if (resentAtMs !== undefined) return "resent";
    return acks.L1?.block === undefined || acks.L1.block.number === finalBlock.number ? "included" : "moved";
  }
  if (acks.L1 !== undefined) return missingOn.length > 0 ? "lost" : "pending";
  switch (invocation.outcome) {
    case "ok":
      return resentAtMs !== undefined || isUsed(invocation) ? "lost" : "pending";
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
  const unseen = new Set<number>();
  for (const { blocks } of chain.finals.chains) {
    for (const block of blocks.subarray(fromHeight)) if (chain.tree.heightAt(block) === undefined) unseen.add(block);
  }
  return unseen.size;
}
