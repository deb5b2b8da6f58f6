// C6: every canonical transaction of our senders was invoked, and none that was refused with certainty got in anyway.
// Kin: Jepsen's aborted read.

import { NumberSlots } from "../../base/number-slots.ts";
import type { CanonicalTx } from "../ledger/canonical-txs.ts";
import { missingRecords } from "../loads/missing-records.ts";
import { counted, firstFew, shortHash } from "../verdicts.ts";
import { type Checker, doubted, lackOfFinals, snapshotSeqs, unknown } from "./checker.ts";

export const noPhantom: Checker = {
  name: "ledger.C6",
  title: "phantom transactions",
  check(view) {
    const lack = lackOfFinals(view);
    if (lack !== undefined) return lack;
    const { invocations } = view.ledger;
    const isJudged = NumberSlots.ofBytes();
    let judged = 0;
    const phantoms: CanonicalTx[] = [];
    const aborted: CanonicalTx[] = [];
    for (const final of view.chain.finals.chains) {
      for (const one of view.ledger.canonicalOn(final)) {
        if (isJudged.at(one.tx) === 1) continue;
        isJudged.set(one.tx, 1);
        judged += 1;
        const outcome = invocations.outcomeOf(one.tx);
        if (outcome === undefined) phantoms.push(one);
        else if (outcome === "rejected") aborted.push(one);
      }
    }
    if (phantoms.length === 0 && aborted.length === 0) {
      const summary = `${counted(judged, "canonical transaction")}, all of them sent by this run`;
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
