// Knows every block any node was ever seen to have: fetches bodies once, walks back over gaps, and tells which
// transactions the observers have seen in a block. The journal's block.seen events together are the block tree.

import type { ClusterNode } from "../model/node.ts";
import type { EventSink } from "../model/run-scope.ts";
import type { RpcClient } from "../platform/rpc.ts";
import { parseBlock, type SeenBlock } from "./parse-block.ts";

/** A node that was away comes back with this many unknown blocks at most in one walk; the next sample goes on. */
const walkBlocksMax = 512;

export interface BlockTracker {
  /** Tells that `node` has `hash` as its head since `atMs`. Resolves when the body and its unknown ancestors are in. */
  sawHead(sighting: { node: ClusterNode; hash: string; atMs: number; observer: boolean }): Promise<void>;
  /** Called for every transaction when an observer first has it in a block. */
  onObserved(listener: (seen: { hash: string; block: string; atMs: number }) => void): void;
  readonly blocks: ReadonlyMap<string, SeenBlock>;
}

/** A tracker that knows nothing yet; `clientOf` is asked for the bodies. */
export function createBlockTracker(options: {
  events: EventSink;
  clientOf: (node: ClusterNode) => RpcClient;
}): BlockTracker {
  const blocks = new Map<string, SeenBlock>();
  const fetching = new Map<string, Promise<SeenBlock | undefined>>();
  const observed = new Set<string>();
  const listeners: ((seen: { hash: string; block: string; atMs: number }) => void)[] = [];

  const fetchBlock = async (node: ClusterNode, hash: string, atMs: number): Promise<SeenBlock | undefined> => {
    const answer = await options.clientOf(node).call("eth_getBlockByHash", [hash, true]);
    const block = answer.kind === "result" ? parseBlock(answer.result) : undefined;
    if (block === undefined) return undefined;
    blocks.set(hash, block);
    options.events.emit({ type: "block.seen", source: "observe", node: node.id, ...block }, { atMs });
    return block;
  };

  /** The body, from memory or from the node; several asking at once share one request. */
  const bodyOf = (node: ClusterNode, hash: string, atMs: number): Promise<SeenBlock | undefined> => {
    const known = blocks.get(hash);
    if (known !== undefined) return Promise.resolve(known);
    const running = fetching.get(hash);
    if (running !== undefined) return running;
    const started = fetchBlock(node, hash, atMs).finally(() => fetching.delete(hash));
    fetching.set(hash, started);
    return started;
  };

  const markObserved = (block: SeenBlock, atMs: number) => {
    observed.add(block.hash);
    for (const tx of block.txs) for (const listener of listeners) listener({ hash: tx.hash, block: block.hash, atMs });
  };

  return {
    blocks,
    onObserved: (listener) => void listeners.push(listener),
    async sawHead({ node, hash, atMs, observer }) {
      let next = hash;
      for (let walked = 0; walked < walkBlocksMax; walked++) {
        const settled = blocks.has(next) && (!observer || observed.has(next));
        if (settled) return;
        const block = await bodyOf(node, next, atMs);
        if (block === undefined) return; // the node went away or reorganised: the next sample asks again
        if (observer && !observed.has(next)) markObserved(block, atMs);
        if (block.height === 0) return;
        next = block.parentHash;
      }
    },
  };
}
