import { describe, expect, it } from "vitest";
import { InterruptedError } from "../../base/errors.ts";
import { nodeId } from "../../base/ids.ts";
import type { RpcAnswer, RpcClient } from "../../platform/rpc.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { type AwaitedNode, awaitAnswer, awaitStage, type ReadyStage } from "./readiness.ts";

interface View {
  readonly chainId: number;
  readonly height: number;
  readonly peers: number;
}

const hex = (value: number): RpcAnswer => ({ kind: "result", result: `0x${value.toString(16)}` });

function answerTo(method: string, view: View): RpcAnswer {
  if (method === "eth_chainId") return hex(view.chainId);
  if (method === "eth_blockNumber") return hex(view.height);
  if (method === "net_peerCount") return hex(view.peers);
  return { kind: "error", code: -32601, message: "Method not found" };
}

/** A node whose view is asked for at every look; "refused" while it is not up. */
function node(id: string, look: () => View | "refused", peers: number | null = 1): AwaitedNode {
  const answer = (method: string): RpcAnswer => {
    const view = look();
    return view === "refused" ? { kind: "unreachable", reason: "refused" } : answerTo(method, view);
  };
  const rpc: RpcClient = {
    url: `http://127.0.0.1/${id}`,
    call: async (method) => answer(method),
    batch: async (calls) => calls.map((call) => answer(call.method)),
    [Symbol.dispose]: () => undefined,
  };
  return { id: nodeId(id), rpc, peers };
}

const good: View = { chainId: 1337, height: 3, peers: 1 };

function reach(options: {
  stage: ReadyStage;
  nodes: readonly AwaitedNode[];
  clock: ManualClock;
  signal?: AbortSignal;
}) {
  return awaitStage({ chainId: 1337, signal: new AbortController().signal, ...options });
}

describe("awaitStage", () => {
  const views: readonly { stage: ReadyStage; lacking: View | "refused" }[] = [
    { stage: "answering", lacking: "refused" },
    { stage: "peered", lacking: { ...good, peers: 0 } },
    { stage: "sealing", lacking: { ...good, peers: 0 } },
    { stage: "sealing", lacking: { ...good, height: 2 } },
  ];

  it.each(views)("waits for the slowest node to be $stage: $lacking", async ({ stage, lacking }) => {
    const clock = new ManualClock();
    const nodes = [node("a", () => good), node("b", () => (clock.nowMs() < 1000 ? lacking : good))];
    await clock.drive(reach({ stage, nodes, clock }));
    expect(clock.nowMs()).toBe(1000);
  });

  it("asks a client without peers for none", async () => {
    const clock = new ManualClock();
    await clock.drive(reach({ stage: "sealing", nodes: [node("a", () => ({ ...good, peers: 0 }), null)], clock }));
  });

  it("says what was last seen of each node when the time is up", async () => {
    const clock = new ManualClock();
    const nodes = [
      node("signer-0", () => ({ ...good, peers: 0 })),
      node("signer-1", () => "refused"),
      node("dev-0", () => ({ ...good, height: 1 }), null),
    ];
    await expect(clock.drive(reach({ stage: "sealing", nodes, clock }))).rejects.toThrowErrorMatchingInlineSnapshot(
      `[DeadlineError: waited 60000 ms for 3 nodes of chain 1337 to see their peers and reach block 3; last seen: signer-0: 0 of 1 peers, block 3; signer-1: unreachable: refused; dev-0: block 1]`,
    );
    expect(clock.nowMs()).toBe(60_000);
  });

  it("refuses a node of another chain at once", async () => {
    const clock = new ManualClock();
    const nodes = [node("a", () => good), node("b", () => ({ ...good, chainId: 1 }))];
    await expect(clock.drive(reach({ stage: "answering", nodes, clock }))).rejects.toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: b at http://127.0.0.1/b answers for chain 1; expected chain 1337]`,
    );
    expect(clock.nowMs()).toBe(0);
  });

  it("ends when the run does", async () => {
    const clock = new ManualClock();
    const interrupt = new AbortController();
    const nodes = [node("a", () => "refused")];
    const waiting = reach({ stage: "answering", nodes, clock, signal: interrupt.signal });
    interrupt.abort(new InterruptedError("Ctrl-C"));
    await expect(waiting).rejects.toThrow("Ctrl-C");
    expect(clock.pending).toBe(0);
  });
});

describe("awaitAnswer", () => {
  it("resolves with the first answer", async () => {
    const clock = new ManualClock();
    const { id, rpc } = node("a", () => (clock.nowMs() < 300 ? "refused" : good));
    await clock.drive(awaitAnswer({ node: id, rpc, clock, signal: new AbortController().signal }));
    expect(clock.nowMs()).toBe(300);
  });
});
