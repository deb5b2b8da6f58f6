// C11: a block that a node knew as settled before its process died is on its chain when it answers again. A node that
// fetches it anew from its peers has lost it all the same: had all died, nobody could have given it back.

import { ChainTracker } from "../chain/chain-tracker.ts";
import type { Look } from "../chain/looks.ts";
import type { RunView } from "../run-view.ts";
import { counted, type Finding, shortHash } from "../verdicts.ts";
import { type Checker, skipped, unknown } from "./checker.ts";
import { findRestarts, type Restart } from "./restarts.ts";

export const restartDurability: Checker = {
  name: "ledger.C11",
  title: "durability over restarts",
  check(view) {
    const teardownAtMs =
      view.windows.phases.find((span) => span.phase === "teardown")?.fromMs ?? Number.POSITIVE_INFINITY;
    const restarts = findRestarts(view.run.events, teardownAtMs);
    if (restarts.length === 0) return skipped("no node was restarted");
    const findings = restarts.map((restart) => judge(view, restart));
    const worst = (["fail", "unknown"] as const)
      .map((status) => findings.find((finding) => finding.status === status))
      .find((finding) => finding !== undefined);
    if (worst !== undefined) return worst;
    const evidence = findings.flatMap((finding) => finding.evidence ?? []);
    return { status: "pass", summary: `${counted(restarts.length, "restart")}, nothing settled was lost`, evidence };
  },
};

function judge(view: RunView, restart: Restart): Finding {
  const looks = view.chain.history.looks.get(restart.node) ?? [];
  const before = looks.findLast((look) => look.atMs <= restart.downAtMs && look.head !== undefined);
  const after = looks.find((look) => look.askedAtMs >= (restart.upAtMs ?? Infinity) && look.head !== undefined);
  if (before?.head === undefined) return unknown(`${restart.node} was not seen before it went down`);
  if (after?.head === undefined) return unknown(`${restart.node} was not seen again after it went down`);
  const settled = settledBlock(view, before);
  if (settled === undefined) return unknown(`what ${restart.node} had settled before it went down was not seen`);
  const found = hashBelow(view, after, settled.height);
  const evidence = [before.seq, restart.downSeq, ...(restart.upSeq === undefined ? [] : [restart.upSeq]), after.seq];
  if (after.head.height < settled.height) {
    const summary = `${restart.node} came back at height ${after.head.height}, though block ${settled.height} was settled before`;
    return { status: "fail", summary, evidence };
  }
  if (found === undefined)
    return unknown(`the chain of ${restart.node} after its restart was not seen down to height ${settled.height}`);
  if (found === settled.hash) return { status: "pass", summary: restart.node, evidence };
  const summary = `${restart.node} had settled ${shortHash(settled.hash)} at height ${settled.height} and came back with ${shortHash(found)}`;
  return { status: "fail", summary, evidence };
}

/** The newest block that had its confirmations on this node's own chain. */
function settledBlock(view: RunView, look: Look): { height: number; hash: string } | undefined {
  const height = Math.max(0, (look.head?.height ?? 0) - view.run.plan.cluster.confirmations);
  const hash = hashBelow(view, look, height);
  return hash === undefined ? undefined : { height, hash };
}

/** The block at a height on the chain that ends with the head that was seen. */
function hashBelow({ chain }: RunView, look: Look, height: number): string | undefined {
  const { tree } = chain;
  const tracker = new ChainTracker<number>((block) => tree.parentAt(block));
  if (look.head !== undefined) tracker.advance({ height: look.head.height, hash: tree.numberOf(look.head.hash) });
  const block = tracker.hashAt(height);
  return block === undefined ? undefined : tree.hashAt(block);
}
