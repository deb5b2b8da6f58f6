import { expect, it } from "vitest";
import { nodeId } from "../base/ids.ts";
import type { ClusterNode } from "../model/node.ts";
import type { RpcAnswer, RpcClient } from "../platform/rpc.ts";
import { fakeScope } from "../testing/fake-scope.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import type { BlockTracker } from "./block-tracker.ts";
import { readOutcome, sendCanaries } from "./send-canaries.ts";

it("sends at its rate, by turns through its entrances, with the time each was intended", async () => {
  const { clock, scope } = await open();
  await clock.advance(2100);
  const sent = scope.emittedOf("canary.sent");
  expect(sent.map((event) => [event.node, event.intendedAtMs])).toEqual([
    ["rpc-0", 500],
    ["signer-0", 1000],
    ["rpc-0", 1500],
    ["signer-0", 2000],
  ]);
});

it("resolves a canary once, when an observer has it in a block, counted from its intended send", async () => {
  const { clock, scope, see } = await open();
  await clock.advance(600);
  see({ hash: "0xc0", block: "0xb1", atMs: 1700 });
  see({ hash: "0xc0", block: "0xb2", atMs: 1900 });
  see({ hash: "0xnot-ours", block: "0xb1", atMs: 1700 });
  const resolved = scope.emittedOf("canary.resolved");
  expect(resolved).toHaveLength(1);
  expect(resolved[0]).toMatchObject({ id: 0, outcome: "included", latencyMs: 1200, block: "0xb1", atMs: 1700 });
});

it("keeps what was not included as outstanding, and gives it up only when told", async () => {
  const { clock, scope, canaries } = await open();
  await clock.advance(1100);
  canaries.stop();
  await clock.advance(5000);
  expect(canaries.outstanding()).toHaveLength(2);
  canaries.giveUp();
  expect(scope.emittedOf("canary.resolved").map((event) => event.outcome)).toEqual(["given-up", "given-up"]);
  expect(canaries.outstanding()).toEqual([]);
  expect(clock.pending).toBe(0);
});

it("stops when its canaries are used up", async () => {
  const { clock, scope } = await open();
  await clock.advance(60_000);
  expect(scope.emittedOf("canary.sent")).toHaveLength(20);
});

it("takes an error and a refused connection for certain, a timeout for unknown", () => {
  expect(readOutcome({ kind: "result", result: "0x" })).toEqual({ outcome: "ok", error: undefined });
  expect(readOutcome({ kind: "error", code: -32000, message: "txpool is full" })).toEqual({
    outcome: "rejected",
    error: "txpool is full (-32000)",
  });
  expect(readOutcome({ kind: "unreachable", reason: "refused" })).toMatchObject({ outcome: "rejected" });
  expect(readOutcome({ kind: "unknown", reason: "timeout" })).toEqual({ outcome: "unknown", error: "timeout" });
});

/** Two a second through two entrances, twenty in all. */
async function open() {
  const clock = new ManualClock();
  const scope = fakeScope({ clock });
  const listeners: ((seen: { hash: string; block: string; atMs: number }) => void)[] = [];
  const tracker = { onObserved: (listener) => void listeners.push(listener) } as Partial<BlockTracker> as BlockTracker;
  const call = async (): Promise<RpcAnswer> => ({ kind: "result", result: "0x" });
  const canaries = sendCanaries({
    canaries: Array.from({ length: 20 }, (_, id) => ({ raw: "0x", hash: `0xc${id}`, from: `0xf${id}`, nonce: 0 })),
    perSecond: 2,
    through: ["rpc-0", "signer-0"].map((id) => ({ id: nodeId(id) }) as ClusterNode),
    timeoutMs: 1000,
    scope,
    tracker,
    clientOf: () => ({ call }) as unknown as RpcClient,
  });
  const see = (seen: { hash: string; block: string; atMs: number }) => {
    for (const listener of listeners) listener(seen);
  };
  return { clock, scope, canaries, see };
}
