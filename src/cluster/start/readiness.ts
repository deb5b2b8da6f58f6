// When a cluster may be used: every node answers for the right chain, has its peers, and three blocks are sealed.

import { assertNever } from "../../base/assert.ts";
import type { Clock } from "../../base/clock.ts";
import { EnvironmentError, errorText } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";
import { poll } from "../../base/poll.ts";
import { type RpcAnswer, type RpcClient, resultOf } from "../../platform/rpc.ts";

export interface AwaitedNode {
  readonly id: NodeId;
  readonly rpc: RpcClient;
  /** How many it must see; null for a client that has no peers. */
  readonly peers: number | null;
}

/** Each stage includes the ones before it. */
export type ReadyStage = "answering" | "peered" | "sealing";

/** What one look at a node showed. */
type Sight =
  | { readonly kind: "answered"; readonly chainId: number; readonly peers: number | null; readonly height: number }
  | { readonly kind: "silent"; readonly why: string };

interface Look {
  readonly node: AwaitedNode;
  readonly sight: Sight;
}

const blocksWanted = 3;
const withinMs = 60_000;
const everyMs = 50;
const answerWithinMs = 1000;

/**
 * Waits at most 60 s until every node has reached the stage. A node that answers for another chain ends the wait at
 * once: something else sits on its port.
 */
export async function awaitStage(options: {
  stage: ReadyStage;
  nodes: readonly AwaitedNode[];
  chainId: number;
  clock: Clock;
  signal: AbortSignal;
}): Promise<void> {
  const { stage, nodes, chainId, clock, signal } = options;
  const awaited = `${nodes.length} nodes of chain ${chainId} ${stageText(stage)}`;
  const stranger = await poll({ clock, signal, awaited, withinMs, everyMs }, async () => {
    const looks = await Promise.all(nodes.map(lookAt));
    const wrong = looks.find(({ sight }) => sight.kind === "answered" && sight.chainId !== chainId);
    if (wrong !== undefined || looks.every((look) => hasReached(stage, look))) return { done: wrong };
    return { notYet: looks.map(describe).join("; ") };
  });
  if (stranger !== undefined) throw wrongChain(stranger, chainId);
}

/** Resolves when the node answers at all; rejects after 60 s, or when the signal aborts. */
export async function awaitAnswer(options: {
  node: NodeId;
  rpc: RpcClient;
  clock: Clock;
  signal: AbortSignal;
}): Promise<void> {
  const { node, rpc, clock, signal } = options;
  await poll({ clock, signal, awaited: `${node} to answer on RPC`, withinMs, everyMs }, async () => {
    resultOf(await rpc.call("eth_blockNumber", [], answerWithinMs));
    return { done: undefined };
  });
}

function stageText(stage: ReadyStage): string {
  switch (stage) {
    case "answering":
      return "to answer";
    case "peered":
      return "to see their peers";
    case "sealing":
      return `to see their peers and reach block ${blocksWanted}`;
    default:
      return assertNever(stage);
  }
}

function hasReached(stage: ReadyStage, { node, sight }: Look): boolean {
  if (sight.kind === "silent") return false;
  const peered = node.peers === null || (sight.peers ?? 0) >= node.peers;
  return stage === "answering" || (peered && (stage === "peered" || sight.height >= blocksWanted));
}

async function lookAt(node: AwaitedNode): Promise<Look> {
  const calls = [
    { method: "eth_chainId", params: [] },
    { method: "eth_blockNumber", params: [] },
    ...(node.peers === null ? [] : [{ method: "net_peerCount", params: [] }]),
  ];
  const [chainId, height, peers] = await node.rpc.batch(calls, answerWithinMs);
  try {
    return {
      node,
      sight: {
        kind: "answered",
        chainId: quantity(chainId),
        height: quantity(height),
        peers: node.peers === null ? null : quantity(peers),
      },
    };
  } catch (error) {
    return { node, sight: { kind: "silent", why: errorText(error) } };
  }
}

function quantity(answer: RpcAnswer | undefined): number {
  const result = answer === undefined ? undefined : resultOf(answer);
  const value = typeof result === "string" ? Number(result) : Number.NaN;
  if (!Number.isInteger(value)) throw new Error(`answered ${JSON.stringify(result)} where a number was expected`);
  return value;
}

function describe({ node, sight }: Look): string {
  if (sight.kind === "silent") return `${node.id}: ${sight.why}`;
  const peers = node.peers === null ? "" : `${sight.peers ?? 0} of ${node.peers} peers, `;
  return `${node.id}: ${peers}block ${sight.height}`;
}

function wrongChain({ node, sight }: Look, chainId: number): EnvironmentError {
  const found = sight.kind === "answered" ? sight.chainId : "unknown";
  return new EnvironmentError({
    message: `${node.id} at ${node.rpc.url} answers for chain ${found}; expected chain ${chainId}`,
    hint: "Another node may be listening on that port; look for left-overs with `chaindrill sweep`.",
  });
}
