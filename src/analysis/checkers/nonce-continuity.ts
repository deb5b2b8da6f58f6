// C4: the canonical nonces of each of our senders are 0..n-1, each exactly once, and the node counts n too.
// Kin: Jepsen's unique-ids.

import { NumberSlots } from "../../base/number-slots.ts";
import type { FinalChain } from "../chain/final-chains.ts";
import type { CanonicalTx } from "../ledger/canonical-txs.ts";
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
  const { flaws, countOf } = followNonces(view.ledger.canonicalOn(final));
  const evidence = final.snapshots.map((snapshot) => snapshot.seq);
  if (flaws.length > 0) return { status: "fail", summary: `on ${final.nodes.join(", ")} ${firstFew(flaws)}`, evidence };
  const miscounts = final.snapshots.flatMap((snapshot) =>
    Object.entries(snapshot.nonces).flatMap(([sender, count]) => {
      const number = view.ledger.senders.find(sender.toLowerCase());
      const found = countOf(number);
      return number < 0 || found === count
        ? []
        : [`${snapshot.node} counts ${count} of ${sender}, its chain has ${found}`];
    }),
  );
  return miscounts.length === 0 ? undefined : { status: "fail", summary: firstFew(miscounts), evidence };
}

/** How many transactions each sender has on a chain, and which senders' nonces are not 0 to n-1, each once. */
function followNonces(txs: Iterable<CanonicalTx>): { flaws: string[]; countOf: (sender: number) => number } {
  const counts = NumberSlots.ofIndexes();
  const firstPlaces = NumberSlots.ofIndexes();
  let place = 0;
  const countOf = (sender: number) => Math.max(0, counts.at(sender));
  // A chain has a sender's nonces in their order: only where they are not in order all of them must be looked at.
  const unordered = new Map<number, { address: string; nonces: number[] }>();
  for (const { sender, nonce, from } of txs) {
    const [count, known] = [countOf(sender), unordered.get(sender)];
    counts.set(sender, count + 1);
    if (count === 0) firstPlaces.set(sender, place);
    place += 1;
    if (known !== undefined) known.nonces.push(nonce);
    else if (nonce !== count) unordered.set(sender, { address: from, nonces: [...Array(count).keys(), nonce] });
  }
  const inOrder = [...unordered].sort(([a], [b]) => firstPlaces.at(a) - firstPlaces.at(b));
  const flaws = inOrder.flatMap(([, { address, nonces }]) => {
    const sorted = ascending(nonces);
    const at = sorted.findIndex((nonce, index) => nonce !== index);
    if (at < 0) return [];
    const what = sorted[at] === sorted[at - 1] ? `nonce ${sorted[at]} twice` : `no nonce ${at}`;
    return [`${address} has ${what}`];
  });
  return { flaws, countOf };
}
