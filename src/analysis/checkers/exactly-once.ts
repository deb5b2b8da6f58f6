// C7: a transaction is on a chain at most once, by its hash and by its sender and nonce, however often it was
// submitted. Kin: Jepsen's total-queue duplicates.

import { NumberSlots } from "../../base/number-slots.ts";
import type { CanonicalTx } from "../ledger/canonical-txs.ts";
import { counted, firstFew, shortHash } from "../verdicts.ts";
import { type Checker, doubted, lackOfFinals, snapshotSeqs } from "./checker.ts";

export const exactlyOnce: Checker = {
  name: "ledger.C7",
  title: "inclusion exactly once",
  check(view) {
    const lack = lackOfFinals(view);
    if (lack !== undefined) return lack;
    let judged = 0;
    for (const final of view.chain.finals.chains) {
      const { count, twice } = findTwice(view.ledger.canonicalOn(final));
      judged = Math.max(judged, count);
      if (twice.length === 0) continue;
      const named = firstFew(twice.map((tx) => `${shortHash(tx.hash)} (nonce ${tx.nonce} of ${tx.from})`));
      return {
        status: "fail",
        summary: `${twice.length} included a second time on ${final.nodes.join(", ")}: ${named}`,
        evidence: twice.map((tx) => tx.block.seq),
      };
    }
    const summary = `${counted(judged, "canonical transaction")}, none twice`;
    return doubted({ status: "pass", summary, evidence: snapshotSeqs(view) }, view);
  },
};

function findTwice(txs: Iterable<CanonicalTx>): { count: number; twice: CanonicalTx[] } {
  const seen = NumberSlots.ofBytes();
  // Most senders of a long run are canaries' own, with one transaction: a set for each would weigh more.
  const firstNonces = NumberSlots.ofDoubles(Number.NaN);
  const otherNonces = new Map<number, Set<number>>();
  const twice: CanonicalTx[] = [];
  let count = 0;
  for (const one of txs) {
    const { tx, sender, nonce } = one;
    const [first, others] = [firstNonces.at(sender), otherNonces.get(sender)];
    const isUsed = nonce === first || others?.has(nonce) === true;
    if (Number.isNaN(first)) firstNonces.set(sender, nonce);
    else if (others === undefined) otherNonces.set(sender, new Set([nonce]));
    else others.add(nonce);
    if (isUsed || seen.at(tx) === 1) twice.push(one);
    seen.set(tx, 1);
    count += 1;
  }
  return { count, twice };
}
