import { type RpcCall, type RpcClient, resultOf } from "../platform/rpc.ts";

/** A JSON-RPC quantity. */
export const hex = (value: number): string => `0x${value.toString(16)}`;

/** Results in the order of the calls, asked some at a time. Throws what the first call that failed lacks. */
export async function askInBatches(options: {
  client: RpcClient;
  calls: readonly RpcCall[];
  callsPerBatch: number;
  /** Asked before each batch. */
  timeoutMs: () => number;
}): Promise<unknown[]> {
  const { client, calls, callsPerBatch } = options;
  const results: unknown[] = [];
  for (let from = 0; from < calls.length; from += callsPerBatch) {
    const answers = await client.batch(calls.slice(from, from + callsPerBatch), options.timeoutMs());
    for (const answer of answers) results.push(resultOf(answer));
  }
  return results;
}
