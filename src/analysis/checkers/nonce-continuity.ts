// C4: the canonical nonces of each of our senders are 0..n-1, each exactly once, and the node counts n too.
// Kin: Jepsen's unique-ids.

import type { FinalChain } from "../chain/final-chains.ts";
import { ascending } from "../quantile.ts";
import type { RunView } from "../run-view.ts";
import { counted, type Finding, firstFew } from "../verdicts.ts";
import { type Checker, doubted, lackOfFinals, snapshotSeqs, unknown, unseenBodies } from "./checker.ts";

export const nonceContinuity: Checker = {
  name: "ledger.C4",
  title: "nonce continuity",
  check(view) {
    const lack = lackOfFinals(view);
    if (lack !== undefined) return lack;
    for (const final of view.chain.finals.chains) {
      const flaw = findFlaw(view, final);
      if (flaw !== undefined) return view.ledger.unseenBodies > 0 ? unknown(unseenBodies(view)) : flaw;
    }
    const summary = `${counted(view.ledger.senders.size, "sender")}, no gap, no duplicate`;
    return doubted({ status: "pass", summary, evidence: snapshotSeqs(view) }, view);
  },
};

function findFlaw(view: RunView, final: FinalChain): Finding | undefined {
  const bySender = new Map<string, number[]>();
  for (const tx of view.ledger.canonical.get(final) ?? []) {
    const nonces = bySender.get(tx.from);
    if (nonces === undefined) bySender.set(tx.from, [tx.nonce]);
    else nonces.push(tx.nonce);
  }
  const flaws: string[] = [];
  for (const [sender, nonces] of bySender) {
    const sorted = ascending(nonces);
    const at = sorted.findIndex((nonce, index) => nonce !== index);
    if (at < 0) continue;
    const what = sorted[at] === sorted[at - 1] ? `nonce ${sorted[at]} twice` : `no nonce ${at}`;
    flaws.push(`${sender} has ${what}`);
  }
  const evidence = final.snapshots.map((snapshot) => snapshot.seq);
  if (flaws.length > 0) return { status: "fail", summary: `on ${final.nodes.join(", ")} ${firstFew(flaws)}`, evidence };
  const miscounts = final.snapshots.flatMap((snapshot) =>
    Object.entries(snapshot.nonces).flatMap(([sender, count]) => {
      const found = bySender.get(sender.toLowerCase())?.length ?? 0;
      const ours = view.ledger.senders.has(sender.toLowerCase());
      return !ours || found === count ? [] : [`${snapshot.node} counts ${count} of ${sender}, its chain has ${found}`];
    }),
  );
  return miscounts.length === 0 ? undefined : { status: "fail", summary: firstFew(miscounts), evidence };
}
