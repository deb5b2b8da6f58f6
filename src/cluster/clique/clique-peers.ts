// How the nodes of a Clique network find each other at the first start, and ever after.
//
// geth does not try a peer again before 35 s have passed since the last try (dialHistoryExpiration in p2p/dial.go). So a
// dial that fails at the start costs more than the whole start. Two kinds fail: one to a node that does not listen yet,
// and two nodes that dial each other at the same moment, where each keeps its own connection and closes the other's.
// Therefore at the first start nobody dials by itself; once all listen, one of each pair is told to. Only then all get
// everybody as a static peer, which makes whoever notices a loss first, or starts again, dial the other.
//
// And only then the signers begin to seal: one that seals alone starts a fork of its own, and two forks of equal weight
// may never join (geth fetches what it missed only from a peer whose chain is heavier).
//
// A node that does not seal takes no blocks before its first sync, which begins with five peers, or else after 10 s
// (defaultMinSyncPeers and forceSyncCycle in eth/sync.go): a network of less than six nodes starts that much later.

import type { NodeId } from "../../base/ids.ts";
import { type RpcClient, resultOf } from "../../platform/rpc.ts";
import type { Introduction } from "../start/prepared-network.ts";

export interface Peer {
  readonly id: NodeId;
  readonly seals: boolean;
  /** How this node dials each of the others, in the order of the cluster. */
  readonly dials: readonly { readonly to: NodeId; readonly enode: string }[];
}

const withinMs = 5000;

/** `keep` stores the dials in a node's configuration, for its next start. */
export function introducePeers(options: { peers: readonly Peer[]; keep: (peer: Peer) => Promise<void> }): Introduction {
  const { peers, keep } = options;
  const position = new Map(peers.map((peer, index) => [peer.id, index]));
  const isFirst = (from: NodeId, to: NodeId) => (position.get(from) ?? 0) < (position.get(to) ?? 0);
  return {
    async begin(rpcOf) {
      const first = (peer: Peer) => peer.dials.filter(({ to }) => isFirst(peer.id, to));
      await Promise.all(peers.map((peer) => add(rpcOf(peer.id), first(peer))));
    },
    async complete(rpcOf) {
      const rest = (peer: Peer) => peer.dials.filter(({ to }) => !isFirst(peer.id, to));
      await Promise.all(peers.flatMap((peer) => [add(rpcOf(peer.id), rest(peer)), keep(peer)]));
      const signers = peers.filter((peer) => peer.seals);
      await Promise.all(signers.map(async ({ id }) => resultOf(await rpcOf(id).call("miner_start", [], withinMs))));
    },
  };
}

async function add(rpc: RpcClient, dials: Peer["dials"]): Promise<void> {
  if (dials.length === 0) return;
  const calls = dials.map(({ enode }) => ({ method: "admin_addPeer", params: [enode] }));
  for (const answer of await rpc.batch(calls, withinMs)) resultOf(answer);
}
