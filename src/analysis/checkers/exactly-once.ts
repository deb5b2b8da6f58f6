// C7: a transaction is on a chain at most once, by its hash and by its sender and nonce, however often it was
// submitted. Kin: Jepsen's total-queue duplicates.

import type { CanonicalTx } from "../ledger/ledger.ts";
import { counted, firstFew, shortHash } from "../verdicts.ts";
import { type Checker, doubted, lackOfFinals, snapshotSeqs } from "./checker.ts";

export const exactlyOnce: Checker = {
  name: "ledger.C7",
  title: "inclusion exactly once",
  check(view) {
    const lack = lackOfFinals(view);
    if (lack !== undefined) return lack;
    let judged = 0;
    for (const [final, txs] of view.ledger.canonical) {
      judged = Math.max(judged, txs.length);
      const twice = findTwice(txs);
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

function findTwice(txs: readonly CanonicalTx[]): CanonicalTx[] {
  const hashes = new Set<string>();
  // Most senders of a long run are canaries' own, with one transaction: a text for each slot would weigh more.
  const nonces = new Map<string, number | Set<number>>();
  return txs.filter(({ hash, from, nonce }) => {
    const used = nonces.get(from);
    const isUsed = typeof used === "object" ? used.has(nonce) : used === nonce;
    if (used === undefined) nonces.set(from, nonce);
    else if (typeof used === "number") nonces.set(from, new Set([used, nonce]));
    else used.add(nonce);
    const seen = isUsed || hashes.has(hash);
    hashes.add(hash);
    return seen;
  });
}
