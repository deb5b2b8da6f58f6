// C5: wei is neither made nor lost. Between two states of the closed set of accounts the sum shrinks by exactly what the
// blocks between burned, base fee times gas used (https://eips.ethereum.org/EIPS/eip-1559); nothing is issued. Of that
// sum the sealers' part grows by exactly the tips, and the others' part shrinks by exactly the fees they paid.
// Kin: Jepsen's bank. All of it in BigInt, for one wei too many is as wrong as a million ether.

import { type EventOf, eventsOf } from "../../model/event.ts";
import { type BlockStretch, blocksBetween } from "../chain/blocks-between.ts";
import type { RunView } from "../run-view.ts";
import { counted, type Finding, shortHash } from "../verdicts.ts";
import { type Checker, sendsTransactions, skipped, unknown } from "./checker.ts";
import { byHeight, indexReceipts, lackOfNodes, lackOfReads } from "./state-reads.ts";

type Balances = EventOf<"balances.read">;

interface Judged {
  readonly read: Balances;
  readonly burnedWei: bigint;
  /** Undefined where the receipts of some block in between were not read. */
  readonly tipsWei: bigint | undefined;
}

type Judgement =
  | { readonly kind: "sound"; readonly judged: Judged }
  | { readonly kind: "flawed"; readonly text: string; readonly evidence: readonly number[] }
  | { readonly kind: "unclear"; readonly why: string; readonly seq: number };

export const balanceConservation: Checker = {
  name: "ledger.C5",
  title: "conservation of wei",
  check(view) {
    if (!sendsTransactions(view)) return skipped("the plan sends no transactions");
    if (view.run.plan.cluster.consensus.kind === "external") {
      return skipped("others send to and from the accounts of an external network");
    }
    const reads = byHeight(eventsOf(view.run.events, "balances.read"));
    const [base] = reads;
    const lack = lackOfReads(view, { kind: "balances", reads: reads.length });
    if (base === undefined || lack !== undefined) return lack ?? unknown("no balances were read");
    const judge = judgeAgainst(base, view);
    const judgements = reads.map(judge);
    const flaws = [...judgements.filter((one) => one.kind === "flawed"), ...findTwoTruths(reads)];
    const [first] = flaws;
    if (first !== undefined) {
      const more = flaws.length > 1 ? `, and ${flaws.length - 1} more such` : "";
      const evidence = [base.seq, ...flaws.flatMap((flaw) => flaw.evidence)];
      return { status: "fail", summary: `${first.text}${more}`, evidence };
    }
    return concludeSound(view, { base, judgements });
  },
};

/** Judges a read by the first one; the blocks between are the same for all nodes on one chain, and walked once. */
function judgeAgainst(base: Balances, view: RunView): (read: Balances) => Judgement {
  const stretches = new Map<string, BlockStretch | string>();
  const feesOf = readFees(view);
  return (read) => {
    const stretch = stretches.get(read.hash) ?? blocksBetween(view.chain.tree, { fromHeight: base.height, to: read });
    stretches.set(read.hash, stretch);
    const unclear = (why: string): Judgement => ({ kind: "unclear", why, seq: read.seq });
    if (typeof stretch === "string") return unclear(stretch);
    if (stretch.base !== base.hash) {
      return unclear(`${read.node} was read on another chain than ${base.node}: they part below height ${read.height}`);
    }
    if (read.accounts !== base.accounts) return unclear(`the accounts were ${base.accounts}, then ${read.accounts}`);
    const fees = feesOf(stretch, read.node);
    return typeof fees === "string" ? unclear(fees) : compare({ base, read, fees });
  };
}

interface Fees {
  readonly burnedWei: bigint;
  /** By the receipts; undefined where some were not read. */
  readonly receipts: { readonly paidWei: bigint; readonly tipsWei: bigint } | undefined;
}

function readFees(view: RunView): (stretch: BlockStretch, node: string) => Fees | string {
  const receiptsOf = indexReceipts(eventsOf(view.run.events, "receipts.read"));
  const hasBaseFee = view.chain.tree.blocks.values().some((block) => block.baseFeeWei !== undefined);
  return ({ blocks }, node) => {
    let [burnedWei, paidWei, tipsWei] = [0n, 0n, 0n];
    let isComplete = true;
    for (const { hash, height, txs, gasUsed, baseFeeWei } of blocks) {
      // A chain that never tells a base fee has no EIP-1559: it burns nothing.
      if (baseFeeWei === undefined && hasBaseFee)
        return `the base fee of the block at height ${height} was not recorded`;
      burnedWei += BigInt(baseFeeWei ?? 0) * BigInt(gasUsed);
      if (txs.length === 0) continue;
      const receipts = receiptsOf(hash, node);
      if (receipts === undefined) isComplete = false;
      paidWei += BigInt(receipts?.feesWei ?? 0);
      tipsWei += BigInt(receipts?.tipsWei ?? 0);
    }
    return { burnedWei, receipts: isComplete ? { paidWei, tipsWei } : undefined };
  };
}

function compare({ base, read, fees }: { base: Balances; read: Balances; fees: Fees }): Judgement {
  const { burnedWei, receipts } = fees;
  const [before, now] = [partsOf(base), partsOf(read)];
  const flawed = (differenceWei: bigint, what: (difference: string) => string): Judgement => ({
    kind: "flawed",
    text: `on ${read.node} at height ${read.height} ${what(inWei(differenceWei))}`,
    evidence: [read.seq],
  });
  const all = now.all - (before.all - burnedWei);
  if (all !== 0n)
    return flawed(all, (wei) => `all accounts together have ${wei} for what was burned since height ${base.height}`);
  if (receipts === undefined) return { kind: "sound", judged: { read, burnedWei, tipsWei: undefined } };
  const { tipsWei, paidWei } = receipts;
  const sealers = now.sealers - (before.sealers + tipsWei);
  if (sealers !== 0n)
    return flawed(sealers, (wei) => `the sealers have ${wei} for the tips since height ${base.height}`);
  const others = now.others - (before.others - paidWei);
  if (others !== 0n) return flawed(others, (wei) => `the others have ${wei} for the fees since height ${base.height}`);
  return { kind: "sound", judged: { read, burnedWei, tipsWei } };
}

function partsOf({ totalWei, sealersWei }: Balances): { all: bigint; sealers: bigint; others: bigint } {
  const [all, sealers] = [BigInt(totalWei), BigInt(sealersWei)];
  return { all, sealers, others: all - sealers };
}

/** "3 wei too much" */
const inWei = (difference: bigint): string =>
  difference > 0n ? `${difference} wei too much` : `${-difference} wei too little`;

/** The same state, told in two ways. */
function findTwoTruths(reads: readonly Balances[]): { text: string; evidence: readonly number[] }[] {
  const first = new Map<string, Balances>();
  return reads.flatMap((read) => {
    const known = first.get(read.hash);
    if (known === undefined) first.set(read.hash, read);
    if (known === undefined || known.digest === read.digest) return [];
    const text = `${known.node} and ${read.node} tell different balances for ${shortHash(read.hash)} at height ${read.height}`;
    return [{ text, evidence: [known.seq, read.seq] }];
  });
}

function concludeSound(
  view: RunView,
  { base, judgements }: { base: Balances; judgements: readonly Judgement[] },
): Finding {
  const unclear = judgements.find((one) => one.kind === "unclear");
  if (unclear !== undefined) return { status: "unknown", summary: unclear.why, evidence: [base.seq, unclear.seq] };
  const sound = judgements.flatMap((one) => (one.kind === "sound" ? one.judged : []));
  const last = sound.at(-1);
  if (last === undefined || last.read.height === base.height) {
    return unknown(`balances were read at height ${base.height} only: there is nothing to compare them with`);
  }
  const top = sound.filter(({ read }) => read.height === last.read.height);
  const judged = new Set(top.map(({ read }) => read.node));
  const what = `balances at height ${last.read.height}`;
  const lack = lackOfNodes(view, { kind: "balances", judged, what });
  if (lack !== undefined) return lack;
  const heights = new Set(sound.map(({ read }) => read.height)).size;
  const where = `${base.accounts} balances on ${counted(judged.size, "node")} at ${counted(heights, "height")} from ${base.height} to ${last.read.height}`;
  return {
    status: "pass",
    summary: `${where}: ${last.burnedWei} wei burned, nothing else made or lost; ${describeTips(sound)}`,
    evidence: [base.seq, ...top.map(({ read }) => read.seq)],
  };
}

/** How far up the sealers' part could be judged: where receipts are missing, only the sum is. */
function describeTips(sound: readonly Judged[]): string {
  const last = sound.findLast(({ tipsWei }) => tipsWei !== undefined);
  const missing = sound.some(({ tipsWei }) => tipsWei === undefined);
  if (!missing) return `the sealers gained exactly the tips, ${last?.tipsWei} wei`;
  if (last === undefined || last.tipsWei === 0n) return "who has the tips was not judged: receipts are missing";
  return `the sealers gained exactly the tips up to height ${last.read.height}; above it receipts are missing`;
}
