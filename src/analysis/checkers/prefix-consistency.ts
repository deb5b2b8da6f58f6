// C3: all nodes end with the same settled prefix, and it hangs together by its parent links. Kin: Jepsen's divergence
// check of the Kafka workload. The last `confirmations` blocks may differ: nothing claims that they are settled.

import type { FinalChain } from "../chain/final-chains.ts";
import type { RunView } from "../run-view.ts";
import { counted, type Finding, shortHash } from "../verdicts.ts";
import { type Checker, snapshotSeqs, unknown } from "./checker.ts";

export const prefixConsistency: Checker = {
  name: "ledger.C3",
  title: "agreement on the settled chain",
  check(view) {
    const { chains, missing } = view.chain.finals;
    const reference = chains[0];
    if (reference === undefined) return unknown("no node gave its final chain");
    const disagreement = chains.slice(1).map((other) => compare(view, { reference, other }));
    const broken = chains.map((final) => findBrokenLink(view, final));
    const fault = [...disagreement, ...broken].find((finding) => finding !== undefined);
    if (fault !== undefined) return fault;
    const nodes = chains.flatMap((final) => final.nodes);
    const settled = Math.min(...chains.map((final) => final.height)) - view.run.plan.cluster.confirmations;
    const agreed = `${counted(nodes.length, "node")} with the same blocks up to height ${Math.max(0, settled)}`;
    if (missing.length > 0) {
      const evidence = missing.flatMap(({ seq }) => seq ?? []);
      const others = missing.map(({ node, why }) => `${node} (${why})`).join(", ");
      return { status: "unknown", summary: `${agreed}, but there is no final chain of ${others}`, evidence };
    }
    return { status: "pass", summary: agreed, evidence: snapshotSeqs(view) };
  },
};

/** Every chain is compared with the longest one; what agrees with it agrees with every other up to the shorter's end. */
function compare(
  view: RunView,
  { reference, other }: { reference: FinalChain; other: FinalChain },
): Finding | undefined {
  const settled = Math.max(0, other.height - view.run.plan.cluster.confirmations);
  const height = other.blocks.findIndex((block, at) => at <= settled && block !== reference.blocks[at]);
  if (height < 0) return undefined;
  const [ours, theirs] = [reference.blocks[height], other.blocks[height]].map((block) =>
    shortHash(block === undefined ? "nothing" : view.chain.tree.hashAt(block)),
  );
  return {
    status: "fail",
    summary: `at height ${height} there is ${ours} on ${reference.nodes.join(", ")}, but ${theirs} on ${other.nodes.join(", ")}`,
    evidence: [reference, other].flatMap((final) => final.snapshots.map((snapshot) => snapshot.seq)),
  };
}

function findBrokenLink(view: RunView, final: FinalChain): Finding | undefined {
  const settled = Math.max(0, final.height - view.run.plan.cluster.confirmations);
  const { tree } = view.chain;
  for (let height = 1; height <= settled; height++) {
    const block = final.blocks[height] ?? -1;
    const seenHeight = tree.heightAt(block);
    if (seenHeight === undefined) continue; // its body was never seen: the other links still hold the chain together
    if (seenHeight === height && tree.parentAt(block) === final.blocks[height - 1]) continue;
    const seqs = [tree.blockAt(block)?.seq ?? []].flat();
    return {
      status: "fail",
      summary: `on ${final.nodes.join(", ")} the block at height ${height} does not follow from the one below it`,
      evidence: [...seqs, ...final.snapshots.map((snapshot) => snapshot.seq)],
    };
  }
  return undefined;
}
