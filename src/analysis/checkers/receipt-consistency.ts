// C9: all nodes give the same receipts and the same roots for a block, and what they give fits the block: as many
// receipts as it has transactions, and as much gas as its header says. A block that one node alone was asked for has
// nothing to be compared with; how many were compared is part of the finding.

import { eventsOf } from "../../model/event.ts";
import type { RunView } from "../run-view.ts";
import { counted, type Finding, shortHash } from "../verdicts.ts";
import { type Checker, sendsTransactions, skipped } from "./checker.ts";
import { byHeight, lackOfNodes, lackOfReads, type ReceiptsRead } from "./state-reads.ts";

interface Flaw {
  readonly text: string;
  readonly evidence: readonly number[];
}

export const receiptConsistency: Checker = {
  name: "ledger.C9",
  title: "receipts",
  check(view) {
    if (!sendsTransactions(view)) return skipped("the plan sends no transactions");
    const reads = byHeight(eventsOf(view.run.events, "receipts.read"));
    const lack = lackOfReads(view, { kind: "receipts", reads: reads.length });
    if (lack !== undefined) return lack;
    const blocks = [...Map.groupBy(reads, (read) => read.hash).values()];
    const flaws = [...blocks.flatMap(findDisagreement), ...reads.flatMap((read) => findMisfit(read, view))];
    const [first] = flaws;
    if (first === undefined) return concludeSound(view, blocks);
    const more = flaws.length > 1 ? `, and ${flaws.length - 1} more such` : "";
    return { status: "fail", summary: `${first.text}${more}`, evidence: flaws.flatMap((flaw) => flaw.evidence) };
  },
};

const compared = [
  { field: "digest", noun: "receipts" },
  { field: "stateRoot", noun: "state root" },
  { field: "receiptsRoot", noun: "receipts root" },
  { field: "count", noun: "number of receipts" },
] as const;

/** Each node against the first one that was asked for the block. */
function findDisagreement([first, ...others]: readonly ReceiptsRead[]): Flaw[] {
  if (first === undefined) return [];
  return others.flatMap((read) => {
    const differing = compared.filter(({ field }) => read[field] !== first[field]).map(({ noun }) => noun);
    if (differing.length === 0) return [];
    const text = `${first.node} and ${read.node} differ about ${shortHash(read.hash)} at height ${read.height}: ${differing.join(", ")}`;
    return [{ text, evidence: [first.seq, read.seq] }];
  });
}

/** What a node gave against the block as it was seen. */
function findMisfit(read: ReceiptsRead, view: RunView): Flaw[] {
  const block = view.chain.tree.blocks.get(read.hash);
  if (block === undefined) return [];
  const where = `${shortHash(read.hash)} at height ${read.height}`;
  const evidence = [block.seq, read.seq];
  if (read.count !== block.txs.length) {
    const given = counted(read.count, "receipt");
    const text = `${read.node} gave ${given} for the ${counted(block.txs.length, "transaction")} of ${where}`;
    return [{ text, evidence }];
  }
  if (read.gasUsed === block.gasUsed) return [];
  const text = `${read.node} gave receipts of ${read.gasUsed} gas for ${where}, whose header says ${block.gasUsed}`;
  return [{ text, evidence }];
}

function concludeSound(view: RunView, blocks: readonly (readonly ReceiptsRead[])[]): Finding {
  const unseen = blocks.filter(([first]) => first !== undefined && !view.chain.tree.blocks.has(first.hash));
  if (unseen.length > 0) {
    const evidence = unseen.flatMap(([first]) => first?.seq ?? []);
    return {
      status: "unknown",
      summary: `the bodies of ${counted(unseen.length, "block")} with receipts were never seen`,
      evidence,
    };
  }
  if (view.run.header.nodes.length === 1) {
    return skipped(
      `they fit the bodies of ${counted(blocks.length, "block")}, but one node has no other to agree with`,
    );
  }
  const shared = blocks.filter((reads) => new Set(reads.map((read) => read.node)).size > 1);
  const judged = new Set(shared.flat().map((read) => read.node));
  const lack = lackOfNodes(view, { kind: "receipts", judged, what: "receipts to compare" });
  if (lack !== undefined) return lack;
  const txs = shared.reduce((sum, [first]) => sum + (first?.count ?? 0), 0);
  return {
    status: "pass",
    summary: `${counted(judged.size, "node")} agree about ${shared.length} of ${counted(canonicalBlocks(view), "block")}, with ${counted(txs, "transaction")}`,
    evidence: (shared.at(-1) ?? []).map((read) => read.seq),
  };
}

/** Above genesis, on the longest chain that was told. */
const canonicalBlocks = ({ chain }: RunView): number =>
  Math.max(chain.finals.chains[0]?.height ?? 0, chain.history.bestHeights.at(-1)?.height ?? 0);
