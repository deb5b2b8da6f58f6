// The chain as the journal shows it: all blocks, every node's history of heads, and how every node ended.

import type { RecordedRun } from "../../model/recorded-run.ts";
import { type BlockTree, growBlockTree } from "./block-tree.ts";
import { type FinalChains, findFinalChains } from "./final-chains.ts";
import { type HeadHistory, replayHeads } from "./replay-heads.ts";

export interface ChainView {
  readonly tree: BlockTree;
  readonly history: HeadHistory;
  readonly finals: FinalChains;
}

/** Works the chain out of the events. */
export function viewChain(run: RecordedRun): ChainView {
  const nodes = run.header.nodes.map((node) => node.id);
  const tree = growBlockTree(run.events);
  const { observers } = run.header;
  const { confirmations } = run.plan.cluster;
  return {
    tree,
    history: replayHeads({ events: run.events, tree, nodes, observers, confirmations }),
    finals: findFinalChains(run.events, nodes, tree),
  };
}
