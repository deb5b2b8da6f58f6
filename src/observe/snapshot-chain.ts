// The last word of every node: its whole canonical chain and the nonces of our senders. Taken twice, some time apart,
// after the load has stopped; what the ledger checkers compare.

import type { ClusterNode } from "../model/node.ts";
import type { RunScope } from "../model/run-scope.ts";
import { type RpcClient, resultOf } from "../platform/rpc.ts";
import { askInBatches, hex } from "./ask-in-batches.ts";
import type { BlockTracker } from "./block-tracker.ts";
import { quantity } from "./parse-block.ts";

const callsPerBatch = 100;
const timeoutMs = 10_000;

export interface SnapshotOptions {
  readonly node: ClusterNode;
  readonly client: RpcClient;
  readonly round: number;
  readonly senders: readonly string[];
  readonly scope: RunScope;
  readonly tracker: BlockTracker;
}

/** Emits chain.snapshot, or chain.snapshot-failed when the node does not answer. */
export async function snapshotChain(options: SnapshotOptions): Promise<void> {
  const { events } = options.scope;
  const base = { source: "observe", node: options.node.id, round: options.round } as const;
  const askedAtMs = options.scope.sinceStartMs();
  try {
    const height = quantity(resultOf(await options.client.call("eth_blockNumber", [], timeoutMs)));
    const hashes = await readHashes(options.client, height);
    const head = hashes.at(-1);
    if (head !== undefined) {
      const atMs = options.scope.sinceStartMs();
      await options.tracker.sawHead({ node: options.node, hash: head, atMs, observer: false });
    }
    const nonces = await readNonces(options.client, { senders: options.senders, height });
    events.emit({ type: "chain.snapshot", ...base, askedAtMs, hashes, nonces });
  } catch (error) {
    events.emit({ type: "chain.snapshot-failed", ...base, error: String(error) });
  }
}

/** Canonical hashes from height 0 to `height`. A reorg while reading shows as a broken parent link, which is judged. */
async function readHashes(client: RpcClient, height: number): Promise<string[]> {
  const calls = Array.from({ length: height + 1 }, (_, at) => ({
    method: "eth_getBlockByNumber",
    params: [hex(at), false],
  }));
  const blocks = await askInBatches({ client, calls, callsPerBatch, timeoutMs: () => timeoutMs });
  return blocks.map((block) => String((block as { hash?: unknown } | null)?.hash));
}

async function readNonces(
  client: RpcClient,
  options: { senders: readonly string[]; height: number },
): Promise<Record<string, number>> {
  const calls = options.senders.map((sender) => ({
    method: "eth_getTransactionCount",
    params: [sender, hex(options.height)],
  }));
  const counts = await askInBatches({ client, calls, callsPerBatch, timeoutMs: () => timeoutMs });
  return Object.fromEntries(options.senders.map((sender, index) => [sender, quantity(counts[index])]));
}
