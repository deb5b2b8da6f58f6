import { expect, it } from "vitest";
import { nodeId } from "../../base/ids.ts";
import type { RpcAnswer, RpcClient } from "../../platform/rpc.ts";
import { introducePeers } from "./clique-peers.ts";

const ids = ["signer-0", "signer-1", "rpc-0"].map(nodeId);

/** Records what each node is told, in order. */
function bench(answer: RpcAnswer = { kind: "result", result: true }) {
  const told: string[] = [];
  const tell = (id: string, method: string, params: readonly unknown[]) => {
    told.push([id, method, ...params].join(" "));
    return answer;
  };
  const introduction = introducePeers({
    peers: ids.map((id) => ({
      id,
      seals: id !== "rpc-0",
      dials: ids.filter((to) => to !== id).map((to) => ({ to, enode: to })),
    })),
    keep: async (peer) => void told.push(`${peer.id} keeps ${peer.dials.map(({ to }) => to).join(", ")}`),
  });
  const rpcOf = (id: string): RpcClient => ({
    url: id,
    call: async (method, params) => tell(id, method, params),
    batch: async (calls) => calls.map(({ method, params }) => tell(id, method, params)),
    [Symbol.dispose]: () => undefined,
  });
  return { introduction, rpcOf, told };
}

it("lets one of each pair dial, then all keep each other, then the signers seal", async () => {
  const { introduction, rpcOf, told } = bench();
  await introduction.begin(rpcOf);
  expect(told.splice(0)).toEqual([
    "signer-0 admin_addPeer signer-1",
    "signer-0 admin_addPeer rpc-0",
    "signer-1 admin_addPeer rpc-0",
  ]);
  await introduction.complete(rpcOf);
  expect(told.slice(0, -2).sort()).toEqual([
    "rpc-0 admin_addPeer signer-0",
    "rpc-0 admin_addPeer signer-1",
    "rpc-0 keeps signer-0, signer-1",
    "signer-0 keeps signer-1, rpc-0",
    "signer-1 admin_addPeer signer-0",
    "signer-1 keeps signer-0, rpc-0",
  ]);
  expect(told.slice(-2)).toEqual(["signer-0 miner_start", "signer-1 miner_start"]);
});

it("fails when a node refuses", async () => {
  const { introduction, rpcOf } = bench({ kind: "error", code: -32000, message: "invalid enode" });
  await expect(introduction.begin(rpcOf)).rejects.toThrow("invalid enode");
});
