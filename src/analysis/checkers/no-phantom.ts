// C6: every canonical transaction of our senders was invoked, and none that was refused with certainty got in anyway.
// Kin: Jepsen's aborted read.

import type { CanonicalTx } from "../ledger/ledger.ts";
import { missingRecords } from "../loads/missing-records.ts";
import { counted, firstFew, shortHash } from "../verdicts.ts";
import { type Checker, doubted, lackOfFinals, snapshotSeqs, unknown } from "./checker.ts";

export const noPhantom: Checker = {
  name: "ledger.C6",
  title: "phantom transactions",
  check(view) {
    const lack = lackOfFinals(view);
    if (lack !== undefined) return lack;
    const { canonical, invocations } = view.ledger;
    const judged = new Set<string>();
    const phantoms: CanonicalTx[] = [];
    const aborted: CanonicalTx[] = [];
    for (const txs of canonical.values()) {
      for (const tx of txs) {
        if (judged.has(tx.hash)) continue;
        judged.add(tx.hash);
        const invocation = invocations.get(tx.hash);
        if (invocation === undefined) phantoms.push(tx);
        else if (invocation.outcome === "rejected") aborted.push(tx);
      }
    }
    if (phantoms.length === 0 && aborted.length === 0) {
      const summary = `${counted(judged.size, "canonical transaction")}, all of them sent by this run`;
      return doubted({ status: "pass", summary, evidence: snapshotSeqs(view) }, view);
    }
    // What is not recorded may be the sending of a phantom, or another attempt at what was refused.
    const [gap] = view.run.plan.loads.flatMap(({ name }) => missingRecords(view, name) ?? []);
    if (gap !== undefined) {
      const doubtful = counted(phantoms.length + aborted.length, "canonical transaction");
      return unknown(`${doubtful} without a record of being sent and taken, but ${gap}`);
    }
    const parts = [
      ...(phantoms.length > 0 ? [`never sent: ${firstFew(phantoms.map((tx) => shortHash(tx.hash)))}`] : []),
      ...(aborted.length > 0 ? [`refused, yet included: ${firstFew(aborted.map((tx) => shortHash(tx.hash)))}`] : []),
    ];
    const evidence = [...phantoms, ...aborted].map((tx) => tx.block.seq);
    return { status: "fail", summary: parts.join("; "), evidence };
  },
};
