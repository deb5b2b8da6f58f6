// C10: the harness' own contracts hold what the chain says they must. The counter stands at the number of increments
// that were included and did not fail; the token's supply never changes, and is the sum of all its balances, in every
// state that was looked at. Kin: Jepsen's counter.

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

/** First four bytes of keccak256("increment()"): https://docs.soliditylang.org/en/latest/abi-spec.html#function-selector */
const incrementSelector = "0xd09de08a";

const judged = ["counter/count", "token/totalSupply", "token/sumOfBalances"] as const;

export const contractInvariants: Checker = {
  name: "ledger.C10",
  title: "contracts",
  check(view) {
    if (!view.run.plan.loads.some((load) => load.corpus === "contracts")) return skipped("the plan calls no contract");
    const reads = byHeight(eventsOf(view.run.events, "contract.read"));
    const lack = lackOfReads(view, { kind: "contract", reads: reads.length });
    if (lack !== undefined) return lack;
    const judgements = [...judgeCounter(view, of(reads, "counter/count")), ...judgeToken(reads)];
    const flaws = judgements.filter((one) => one.kind === "flawed");
    const [first] = flaws;
    if (first === undefined) return concludeSound(view, { reads, judgements });
    const more = flaws.length > 1 ? `, and ${flaws.length - 1} more such` : "";
    return { status: "fail", summary: `${first.text}${more}`, evidence: flaws.flatMap((flaw) => flaw.evidence) };
  },
};

const of = (reads: readonly Read[], what: (typeof judged)[number]): Read[] =>
  reads.filter((read) => `${read.contract}/${read.what}` === what);

const place = (read: Read) => `on ${read.node} at height ${read.height}`;

function judgeCounter(view: RunView, reads: readonly Read[]): Judgement[] {
  const receiptsOf = indexReceipts(eventsOf(view.run.events, "receipts.read"));
  const stretches = new Map<string, BlockStretch | string>();
  return reads.map((read) => {
    const stretch = stretches.get(read.hash) ?? blocksBetween(view.chain.tree, { fromHeight: 0, to: read });
    stretches.set(read.hash, stretch);
    if (typeof stretch === "string") return { kind: "unclear", why: stretch, seq: read.seq };
    const { included, failed, open } = countIncrements(stretch, read, receiptsOf);
    const least = included - failed - open;
    const most = included - failed;
    const value = BigInt(read.value);
    if (value >= BigInt(least) && value <= BigInt(most)) {
      if (open === 0) return { kind: "sound", read };
      const why = `${counted(open, "increment")} may have failed: the receipts of those blocks were not read`;
      return { kind: "unclear", why, seq: read.seq };
    }
    const asked = open === 0 ? `${most}` : `${least} to ${most}`;
    return {
      kind: "flawed",
      text: `${place(read)} the counter stands at ${value}, after ${asked} increments`,
      evidence: [read.seq, ...firstOf(stretch.blocks).map((block) => block.seq)],
    };
  });
}

function firstOf<T>(all: Iterable<T>): T[] {
  for (const one of all) return [one];
  return [];
}

/** Calls of the counter in these blocks; `open`: their receipts were not read, so they may have failed. */
function countIncrements(
  { blocks }: BlockStretch,
  read: Read,
  receiptsOf: ReturnType<typeof indexReceipts>,
): { included: number; failed: number; open: number } {
  const count = { included: 0, failed: 0, open: 0 };
  const counter = read.address.toLowerCase();
  for (const block of blocks) {
    const calls = block.txs.filter(
      ({ call }) => call?.to.toLowerCase() === counter && call.selector.toLowerCase() === incrementSelector,
    );
    if (calls.length === 0) continue;
    count.included += calls.length;
    const receipts = receiptsOf(block.hash, read.node);
    if (receipts === undefined) count.open += calls.length;
    else count.failed += calls.filter((call) => receipts.failed.includes(call.hash)).length;
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
  { reads, judgements }: { reads: readonly Read[]; judgements: readonly Judgement[] },
): Finding {
  const unclear = judgements.find((one) => one.kind === "unclear");
  if (unclear !== undefined) return { status: "unknown", summary: unclear.why, evidence: [unclear.seq] };
  const top = reads.at(-1)?.height ?? 0;
  for (const what of judged) {
    const atTop = of(reads, what).filter((read) => read.height === top);
    const nodes = new Set(atTop.map((read) => read.node));
    const lack = lackOfNodes(view, { kind: "contract", judged: nodes, what: `${what} at height ${top}` });
    if (lack !== undefined) return lack;
  }
  const last = of(reads, "counter/count").at(-1);
  if (last === undefined || last.value === "0") return unknown("not one increment was included");
  const heights = new Set(reads.map((read) => read.height)).size;
  const nodes = new Set(reads.map((read) => read.node)).size;
  return {
    status: "pass",
    summary: `on ${counted(nodes, "node")} at ${counted(heights, "height")} the counter counted every increment, ${last.value} up to height ${top}, and the token's supply is what its holders have`,
    evidence: reads.filter((read) => read.height === top).map((read) => read.seq),
  };
}
