// C2: at each height at most one block is ever final, whoever says so and whenever, and what a node called final stays.
// Two kinds of finality are judged: what nodes say (the tag `finalized`), and what settled, a block with its
// confirmations on a node's own chain. It looks at the whole run, where C3 compares the last words of the nodes (and
// sees a conflict that lasts to the end too) and C1 what became of transactions (which a conflict need not cost).
// A head that goes back with nothing in the place of what is gone is the question of C8, or after a restart of C11.

import { readSaidFinal, type SaidFinal } from "../chain/said-final.ts";
import type { RunView } from "../run-view.ts";
import { counted, type Finding, firstFew, shortHash } from "../verdicts.ts";
import { type Checker, unknown } from "./checker.ts";

interface Flaw {
  readonly text: string;
  readonly evidence: readonly number[];
}

export const oneFinality: Checker = {
  name: "ledger.C2",
  title: "finality",
  check(view) {
    const said = readSaidFinal(view.run.events, view.chain.tree);
    const flaws = [...saidFlaws(said), ...settledFlaws(view), ...mixedFlaws(view, said)];
    const [first] = flaws;
    if (first !== undefined) {
      const more = flaws.length > 1 ? `, and ${flaws.length - 1} more such` : "";
      return { status: "fail", summary: `${first.text}${more}`, evidence: flaws.flatMap((flaw) => flaw.evidence) };
    }
    return lackOf(view, said) ?? { status: "pass", summary: describe(view, said), evidence: evidenceOf(said) };
  },
};

function saidFlaws({ conflicts, stepsBack }: SaidFinal): Flaw[] {
  const conflicting = conflicts.map(({ height, first, second }) => ({
    text:
      first.height === height && second.height === height
        ? `at height ${height} ${first.node} called ${shortHash(first.hash)} final, but ${second.node} ${shortHash(second.hash)}`
        : `${first.node} called ${shortHash(first.hash)} final, ${second.node} ${shortHash(second.hash)}, and they part at height ${height}`,
    evidence: [first.seq, second.seq],
  }));
  const back = stepsBack.map(({ before, after }) => ({
    text: `${after.node} called height ${before.height} final, and later only height ${after.height}`,
    evidence: [before.seq, after.seq],
  }));
  return [...conflicting, ...back];
}

function settledFlaws({ chain }: RunView): Flaw[] {
  return chain.history.settlements.conflicts.map(({ first, second, how }) => {
    const where = first.node === second.node ? "there" : `on ${second.node}`;
    const whatElse = how === "settled" ? `settled ${where}` : `took its place ${where}`;
    return {
      text: `at height ${first.height} ${shortHash(first.hash)} had settled on ${first.node}, but ${shortHash(second.hash)} ${whatElse}`,
      evidence: [first.seq, second.seq],
    };
  });
}

/** What nodes said against what settled. A conflict among the settled is told already. */
function mixedFlaws({ chain }: RunView, said: SaidFinal): Flaw[] {
  const { settlements } = chain.history;
  if (settlements.conflicts.length > 0 || said.conflicts.length > 0) return [];
  const claimed = new Map(said.claims.map((claim) => [claim.height, claim]));
  return [...claimed.values()].flatMap((claim) => {
    const settled = settlements.at(claim.height);
    if (settled === undefined || settled.hash === claim.hash) return [];
    const text = `at height ${claim.height} ${claim.node} called ${shortHash(claim.hash)} final, but ${shortHash(settled.hash)} settled on ${settled.node}`;
    return [{ text, evidence: [claim.seq, settled.seq] }];
  });
}

function lackOf(view: RunView, said: SaidFinal): Finding | undefined {
  const { settlements } = view.chain.history;
  const without = view.run.header.nodes.map(({ id }) => id).filter((id) => !settlements.nodes.has(id));
  if (without.length > 0) return unknown(`nothing was seen to settle on ${firstFew(without)}`);
  if (said.unlinked.length === 0) return undefined;
  return {
    status: "unknown",
    summary: `whether ${counted(said.unlinked.length, "final block")} stand on those below is not known: bodies between were never seen`,
    evidence: said.unlinked.map((claim) => claim.seq),
  };
}

function describe(view: RunView, { claims }: SaidFinal): string {
  const { settlements } = view.chain.history;
  const settled = `${counted(settlements.heights, "height")} settled on ${counted(settlements.nodes.size, "node")}, one block each`;
  if (claims.length === 0) return `${settled}; no node says by itself what is final`;
  const heights = new Set(claims.map((claim) => claim.height)).size;
  const nodes = new Set(claims.map((claim) => claim.node)).size;
  return `${settled}; ${counted(heights, "height")} called final by ${counted(nodes, "node")}, one block each, none taken back`;
}

/** The last claim of each node: everything it ever called final lies below. */
const evidenceOf = ({ claims }: SaidFinal): number[] => [
  ...new Map(claims.map((claim) => [claim.node, claim.seq])).values(),
];
