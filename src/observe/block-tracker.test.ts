import { expect, it } from "vitest";
import { nodeId } from "../base/ids.ts";
import type { NewEvent, RunEvent } from "../model/event.ts";
import type { ClusterNode } from "../model/node.ts";
import type { RpcAnswer, RpcClient } from "../platform/rpc.ts";
import { createBlockTracker } from "./block-tracker.ts";

const node = { id: nodeId("signer-0") } as ClusterNode;

it("journals a block once, however often and by whomever it is seen", async () => {
  const chain = fakeChain();
  await chain.tracker.sawHead({ node, hash: "0x3", atMs: 10, observer: false });
  await chain.tracker.sawHead({ node, hash: "0x3", atMs: 20, observer: true });
  expect(chain.journalled).toEqual(["0x3@10", "0x2@10", "0x1@10", "0x0@10"]);
});

it("asks a node once for a body that several want at the same moment", async () => {
  const chain = fakeChain();
  const sighting = { node, hash: "0x1", atMs: 10, observer: false };
  await Promise.all([chain.tracker.sawHead(sighting), chain.tracker.sawHead(sighting)]);
  expect(chain.asked).toEqual(["0x1", "0x0"]);
});

it("tells of a transaction when an observer first has it, even if another node had it before", async () => {
  const chain = fakeChain();
  await chain.tracker.sawHead({ node, hash: "0x2", atMs: 10, observer: false });
  expect(chain.observed).toEqual([]);
  await chain.tracker.sawHead({ node, hash: "0x2", atMs: 30, observer: true });
  expect(chain.observed).toEqual(["tx-2@30", "tx-1@30", "tx-0@30"]);
});

it("gives up quietly when the node is gone, and fills the gap at the next sighting", async () => {
  const chain = fakeChain();
  chain.away = true;
  await chain.tracker.sawHead({ node, hash: "0x2", atMs: 10, observer: true });
  expect(chain.journalled).toEqual([]);
  chain.away = false;
  await chain.tracker.sawHead({ node, hash: "0x2", atMs: 20, observer: true });
  expect(chain.journalled).toHaveLength(3);
});

/** A chain of blocks 0x0, 0x1, ..., block n with transaction tx-n. */
function fakeChain() {
  const journalled: string[] = [];
  const observed: string[] = [];
  const asked: string[] = [];
  const state = { away: false };
  const call = async (_method: string, params: readonly unknown[]): Promise<RpcAnswer> => {
    if (state.away) return { kind: "unreachable", reason: "refused" };
    const at = Number(params[0]);
    asked.push(String(params[0]));
    const transactions = [{ hash: `tx-${at}`, from: "0xAA", nonce: "0x0" }];
    const header = { number: `0x${at}`, hash: `0x${at}`, parentHash: `0x${at - 1}`, timestamp: "0x1" };
    return { kind: "result", result: { ...header, gasUsed: "0x5208", gasLimit: "0x1c9c380", transactions } };
  };
  const client = { url: "", call } as unknown as RpcClient;
  const events = {
    emit(event: NewEvent, at?: { atMs: number }) {
      if (event.type === "block.seen") journalled.push(`${event.hash}@${at?.atMs}`);
      return event as unknown as RunEvent;
    },
  };
  const tracker = createBlockTracker({ events, clientOf: () => client });
  tracker.onObserved((seen) => observed.push(`${seen.hash}@${seen.atMs}`));
  return Object.assign(state, { tracker, journalled, observed, asked });
}
