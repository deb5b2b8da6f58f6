// Clusters of real nodes for the tests of backends: what they are, and what their nodes say.

import { systemClock } from "../base/clock.ts";
import { nodeId } from "../base/ids.ts";
import { poll } from "../base/poll.ts";
import type { ClientKind, ClusterSpec, NodeRole, NodeSpec } from "../model/cluster.ts";
import type { ClusterNode } from "../model/node.ts";
import { createRpcClient, resultOf } from "../platform/rpc.ts";

function nodeSpec(options: { id: string; index: number; role: NodeRole; client: ClientKind }): NodeSpec {
  const { id, client, ...rest } = options;
  return { ...rest, id: nodeId(id), client, container: client, namespace: "chain", labels: {}, annotations: {} };
}

/** Signers that seal every second, and one node that follows. */
export const cliqueOf = (signers: number): ClusterSpec => ({
  name: `clique-${signers}`,
  chainId: 1337,
  testnet: true,
  consensus: { kind: "clique", blockPeriodMs: 1000 },
  gasLimit: 60_000_000,
  confirmations: 4,
  nodes: [
    ...Array.from({ length: signers }, (_, index) =>
      nodeSpec({ id: `signer-${index}`, index, role: "signer", client: "geth" }),
    ),
    nodeSpec({ id: "rpc-0", index: signers, role: "rpc", client: "geth" }),
  ],
});

export const anvil1: ClusterSpec = {
  name: "anvil-1",
  chainId: 31337,
  testnet: true,
  consensus: { kind: "dev", blockPeriodMs: 1000 },
  gasLimit: 300_000_000,
  confirmations: 1,
  nodes: [nodeSpec({ id: "dev-0", index: 0, role: "dev", client: "anvil" })],
};

/** One JSON-RPC call on a connection of its own; throws what the answer lacks. */
export async function ask(node: ClusterNode | undefined, method: string, ...params: unknown[]): Promise<unknown> {
  using rpc = createRpcClient({ url: node?.endpoints.rpcUrl ?? "", timeoutMs: 1000, clock: systemClock });
  return resultOf(await rpc.call(method, params));
}

export const heightOf = async (node: ClusterNode | undefined): Promise<number> =>
  Number(await ask(node, "eth_blockNumber"));

export async function hashAt(node: ClusterNode | undefined, block: number): Promise<string | undefined> {
  const found = (await ask(node, "eth_getBlockByNumber", `0x${block.toString(16)}`, false)) as { hash: string } | null;
  return found?.hash;
}

/** Polls with a deadline until it is so. */
export function eventually(awaited: string, look: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  return poll({ clock: systemClock, awaited, withinMs, everyMs: 100 }, async () =>
    (await look()) ? { done: undefined } : { notYet: "not so" },
  );
}

/** All nodes have the same block at the lowest height of them all, which is at least `from`. */
export function agreement(nodes: readonly ClusterNode[], from: number): Promise<void> {
  return eventually(`agreement at block ${from} or above`, async () => {
    const lowest = Math.min(...(await Promise.all(nodes.map(heightOf))));
    const hashes = await Promise.all(nodes.map((node) => hashAt(node, lowest)));
    return lowest >= from && new Set(hashes).size === 1 && hashes[0] !== undefined;
  });
}
