// C6: every canonical transaction of our senders was invoked, and none that was refused with certainty got in anyway.
// Kin: Jepsen's aborted read.

import { counted, firstFew, shortHash } from "../verdicts.ts";
import { type Checker, doubted, lackOfFinals, snapshotSeqs } from "./checker.ts";

export const noPhantom: Checker = {
  name: "ledger.C6",
  title: "phantom transactions",
  check(view) {
    const lack = lackOfFinals(view);
    if (lack !== undefined) return lack;
    const { canonical, invocations } = view.ledger;
    const txs = new Map([...canonical.values()].flat().map((tx) => [tx.hash, tx]));
    const phantoms = [...txs.values()].filter((tx) => !invocations.has(tx.hash));
    const aborted = [...txs.values()].filter((tx) => invocations.get(tx.hash)?.outcome === "rejected");
    if (phantoms.length === 0 && aborted.length === 0) {
      const summary = `${counted(txs.size, "canonical transaction")}, all of them sent by this run`;
      return doubted({ status: "pass", summary, evidence: snapshotSeqs(view) }, view);
    }
    const parts = [
      ...(phantoms.length > 0 ? [`never sent: ${firstFew(phantoms.map((tx) => shortHash(tx.hash)))}`] : []),
      ...(aborted.length > 0 ? [`refused, yet included: ${firstFew(aborted.map((tx) => shortHash(tx.hash)))}`] : []),
    ];
    const evidence = [...phantoms, ...aborted].map((tx) => tx.block.seq);
    return { status: "fail", summary: parts.join("; "), evidence };
  },
};
