// One node, asked about states that are past. What every reader of states shares: its node, its time, and where it tells
// of what it read or could not read.

import { errorText } from "../base/errors.ts";
import type { EventOf } from "../model/event.ts";
import type { ClusterNode } from "../model/node.ts";
import type { EventSink } from "../model/run-scope.ts";
import { type RpcCall, type RpcClient, resultOf } from "../platform/rpc.ts";
import { askInBatches, hex } from "./ask-in-batches.ts";
import type { TimeBudget } from "./time-budget.ts";

/** geth answers at most 1,000 calls of a batch. */
const callsPerBatch = 500;

export interface StateReader {
  readonly node: ClusterNode;
  readonly client: RpcClient;
  readonly budget: TimeBudget;
  readonly events: EventSink;
}

/** The state after one block, as one node has it. */
export interface StateOfBlock {
  readonly height: number;
  readonly hash: string;
}

/** The node's own canonical block at a height. */
export async function blockAt(reader: StateReader, height: number): Promise<StateOfBlock> {
  const answer = await reader.client.call("eth_getBlockByNumber", [hex(height), false], reader.budget.timeoutMs());
  const block = resultOf(answer) as Record<string, unknown> | null;
  const hash = block?.["hash"];
  if (typeof hash !== "string") throw new Error("there is no block at this height");
  return { height, hash };
}

/** What a state is asked by: the block's hash, so that no reorg can slip in (https://eips.ethereum.org/EIPS/eip-1898). */
export const inState = ({ hash }: StateOfBlock) => ({ blockHash: hash });

/** Numbers that the calls give, in their order. Throws when one of them fails. */
export async function askAmounts(reader: StateReader, calls: readonly RpcCall[]): Promise<bigint[]> {
  const { client, budget } = reader;
  const results = await askInBatches({ client, calls, callsPerBatch, timeoutMs: () => budget.timeoutMs() });
  return results.map((result) => BigInt(String(result)));
}

/** Reads in the state of each height, and says of those that failed why. Never rejects. */
export async function readStates(
  reader: StateReader,
  options: {
    what: "balances" | "contract";
    heights: readonly number[];
    read: (state: StateOfBlock) => Promise<void>;
  },
): Promise<void> {
  for (const height of options.heights) {
    try {
      await options.read(await blockAt(reader, height));
    } catch (error) {
      tellFailure(reader, { what: options.what, height, error: errorText(error) });
    }
  }
}

type Failure = Pick<EventOf<"state.read-failed">, "what" | "height" | "error">;

export function tellFailure({ events, node }: Pick<StateReader, "events" | "node">, failure: Failure): void {
  events.emit({ type: "state.read-failed", source: "observe", node: node.id, ...failure });
}
