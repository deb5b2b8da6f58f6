import { type RpcClient, resultOf } from "../platform/rpc.ts";
import { hex } from "./ask-in-batches.ts";
import { quantity } from "./parse-block.ts";

const askWithinMs = 1000;
const anyAddress = `0x${"00".repeat(20)}`;

/** The highest block that settled, by the node that is furthest. Rejects when no node tells. */
export async function findSettledHeight(clients: readonly RpcClient[], confirmations: number): Promise<number> {
  const answers = await Promise.all(clients.map((client) => client.call("eth_blockNumber", [], askWithinMs)));
  const heights = answers.flatMap((answer) => (answer.kind === "result" ? [quantity(resultOf(answer))] : []));
  if (heights.length === 0) throw new Error("no node tells how far the chain is");
  return Math.max(0, Math.max(...heights) - confirmations);
}

/**
 * The lowest height whose state a node still has: 0 as a rule, but a client that was restarted may have forgotten what
 * was before (anvil). Also 0 for a node that does not answer, or lacks the settled state: reading it tells why.
 */
export async function findLowestState(client: RpcClient, settled: number): Promise<number> {
  const has = async (height: number) =>
    (await client.call("eth_getBalance", [anyAddress, hex(height)], askWithinMs)).kind === "result";
  if ((await has(0)) || !(await has(settled))) return 0;
  let [missing, there] = [0, settled];
  while (there - missing > 1) {
    const middle = Math.floor((missing + there) / 2);
    if (await has(middle)) there = middle;
    else missing = middle;
  }
  return there;
}
