// C10: the harness' own contracts hold what the chain says they must. What counts its calls, as the counter does, stands
// at the number of those that were included and did not fail; the token's supply never changes, and is the sum of all its
// balances, in every state that was looked at. Kin: Jepsen's counter.

import { type CountedCall, contractsOf, countedCalls } from "../../model/counted-calls.ts";
import { type EventOf, eventsOf } from "../../model/event.ts";
import { type BlockStretch, blocksBetween } from "../chain/blocks-between.ts";
import type { RunView } from "../run-view.ts";
import { counted, type Finding } from "../verdicts.ts";
import { type Checker, skipped, unknown } from "./checker.ts";
import { byHeight, indexReceipts, lackOfNodes, lackOfReads } from "./state-reads.ts";

type Read = EventOf<"contract.read">;

type Judgement =
  | { readonly kind: "sound"; readonly read: Read }
  | { readonly kind: "flawed"; readonly text: string; readonly evidence: readonly number[] }
  | { readonly kind: "unclear"; readonly why: string; readonly seq: number };

interface Expected {
  /** Numbers that calls of the plan's loads are counted by. */
  readonly counts: readonly CountedCall[];
  readonly token: boolean;
}

export const contractInvariants: Checker = {
  name: "ledger.C10",
  title: "contracts",
  check(view) {
    const expected = expectedOf(view);
    if (expected.counts.length === 0 && !expected.token) return skipped("the plan calls no contract");
    const reads = byHeight(eventsOf(view.run.events, "contract.read"));
    const lack = lackOfReads(view, { kind: "contract", reads: reads.length });
    if (lack !== undefined) return lack;
    const counts = expected.counts.flatMap((call) => judgeCount(view, call, of(reads, nameOf(call))));
    const judgements = [...counts, ...(expected.token ? judgeToken(reads) : [])];
    const flaws = judgements.filter((one) => one.kind === "flawed");
    const [first] = flaws;
    if (first === undefined) return concludeSound(view, { expected, reads, judgements });
    const more = flaws.length > 1 ? `, and ${flaws.length - 1} more such` : "";
    return { status: "fail", summary: `${first.text}${more}`, evidence: flaws.flatMap((flaw) => flaw.evidence) };
  },
};

function expectedOf(view: RunView): Expected {
  const kinds = new Set(view.run.plan.loads.map((load) => load.corpus));
  return {
    counts: countedCalls.filter(({ kind }) => kinds.has(kind)),
    token: [...kinds].some((kind) => contractsOf[kind].includes("token")),
  };
}

const nameOf = ({ contract, what }: CountedCall): string => `${contract}/${what}`;

const of = (reads: readonly Read[], name: string): Read[] =>
  reads.filter((read) => `${read.contract}/${read.what}` === name);

const place = (read: Read) => `on ${read.node} at height ${read.height}`;

function judgeCount(view: RunView, call: CountedCall, reads: readonly Read[]): Judgement[] {
  const receiptsOf = indexReceipts(eventsOf(view.run.events, "receipts.read"));
  const stretches = new Map<string, BlockStretch | string>();
  return reads.map((read): Judgement => {
    const stretch = stretches.get(read.hash) ?? blocksBetween(view.chain.tree, { fromHeight: 0, to: read });
    stretches.set(read.hash, stretch);
    if (typeof stretch === "string") return { kind: "unclear", why: stretch, seq: read.seq };
    const { included, failed, unread } = countCalls(stretch, { call, read, receiptsOf });
    const open = unread + (call.sets ? failed : 0);
    const most = included - (call.sets ? 0 : failed);
    const least = most - open;
    const value = BigInt(read.value);
    if (value >= BigInt(least * call.each) && value <= BigInt(most * call.each)) {
      if (open === 0) return { kind: "sound", read };
      return { kind: "unclear", why: whyOpen({ open, unread, noun: call.noun }), seq: read.seq };
    }
    const asked = open === 0 ? `${most}` : `${least} to ${most}`;
    const each = call.each === 1 ? "" : ` of ${call.each}`;
    return {
      kind: "flawed",
      text: `${place(read)} the ${call.title} stands at ${value}, after ${asked} ${call.noun}s${each}`,
      evidence: [read.seq, ...firstOf(stretch.blocks).map((block) => block.seq)],
    };
  });
}

function whyOpen({ open, unread, noun }: { open: number; unread: number; noun: string }): string {
  if (unread === 0) return `${counted(open, noun)} failed, which may or may not show`;
  return `${counted(open, noun)} may have failed: the receipts of those blocks were not read`;
}

function firstOf<T>(all: Iterable<T>): T[] {
  for (const one of all) return [one];
  return [];
}

/** Calls in these blocks; `unread`: their receipts were not read, so they may have failed. */
function countCalls(
  { blocks }: BlockStretch,
  { call, read, receiptsOf }: { call: CountedCall; read: Read; receiptsOf: ReturnType<typeof indexReceipts> },
): { included: number; failed: number; unread: number } {
  const count = { included: 0, failed: 0, unread: 0 };
  const contract = read.address.toLowerCase();
  for (const block of blocks) {
    const calls = block.txs.filter(
      (tx) => tx.call?.to.toLowerCase() === contract && tx.call.selector.toLowerCase() === call.selector,
    );
    if (calls.length === 0) continue;
    count.included += calls.length;
    const receipts = receiptsOf(block.hash, read.node);
    if (receipts === undefined) count.unread += calls.length;
    else count.failed += calls.filter(({ hash }) => receipts.failed.includes(hash)).length;
  }
  return count;
}

function judgeToken(reads: readonly Read[]): Judgement[] {
  const key = (read: Read) => `${read.node}/${read.hash}`;
  const sums = new Map(of(reads, "token/sumOfBalances").map((read) => [key(read), read]));
  const supplies = of(reads, "token/totalSupply");
  const [first] = supplies;
  return supplies.map((supply): Judgement => {
    const sum = sums.get(key(supply));
    if (first !== undefined && supply.value !== first.value) {
      const text = `${place(supply)} the token's supply is ${supply.value}, ${place(first)} it was ${first.value}`;
      return { kind: "flawed", text, evidence: [first.seq, supply.seq] };
    }
    if (sum === undefined) {
      return { kind: "unclear", why: `${place(supply)} the token's balances were not read`, seq: supply.seq };
    }
    if (sum.value === supply.value) return { kind: "sound", read: supply };
    const text = `${place(supply)} the token's supply is ${supply.value}, but its balances make ${sum.value}`;
    return { kind: "flawed", text, evidence: [supply.seq, sum.seq] };
  });
}

function concludeSound(
  view: RunView,
  options: { expected: Expected; reads: readonly Read[]; judgements: readonly Judgement[] },
): Finding {
  const { expected, reads, judgements } = options;
  const unclear = judgements.find((one) => one.kind === "unclear");
  if (unclear !== undefined) return { status: "unknown", summary: unclear.why, evidence: [unclear.seq] };
  const top = reads.at(-1)?.height ?? 0;
  const tokenNumbers = expected.token ? ["token/totalSupply", "token/sumOfBalances"] : [];
  for (const what of [...expected.counts.map(nameOf), ...tokenNumbers]) {
    const atTop = of(reads, what).filter((read) => read.height === top);
    const nodes = new Set(atTop.map((read) => read.node));
    const lack = lackOfNodes(view, { kind: "contract", judged: nodes, what: `${what} at height ${top}` });
    if (lack !== undefined) return lack;
  }
  const sentences: string[] = [];
  for (const call of expected.counts) {
    const last = of(reads, nameOf(call)).at(-1);
    if (last === undefined || last.value === "0") return unknown(`not one ${call.noun} was included`);
    sentences.push(`the ${call.title} counted every ${call.noun}, ${last.value} up to height ${top}`);
  }
  if (expected.token) sentences.push("the token's supply is what its holders have");
  const heights = new Set(reads.map((read) => read.height)).size;
  const nodes = new Set(reads.map((read) => read.node)).size;
  return {
    status: "pass",
    summary: `on ${counted(nodes, "node")} at ${counted(heights, "height")} ${sentences.join(", and ")}`,
    evidence: reads.filter((read) => read.height === top).map((read) => read.seq),
  };
}
