import { describe, expect, it } from "vitest";
import type { RpcAnswer } from "../platform/rpc.ts";
import { readSample } from "./probe-nodes.ts";

const result = (value: unknown): RpcAnswer => ({ kind: "result", result: value });
const head = result({ number: "0x2a", hash: "0xab" });

describe("a look at a node", () => {
  it("reads head, peers, syncing and pool", () => {
    expect(readSample([head, result("0x5"), result(false), result({ pending: "0x7" })])).toEqual({
      height: 42,
      hash: "0xab",
      peers: 5,
      syncing: false,
      pending: 7,
    });
  });

  it("does without what a client lacks, but not without the head", () => {
    const lacking: RpcAnswer = { kind: "error", code: -32601, message: "method not found" };
    expect(readSample([head, lacking, lacking, lacking])).toMatchObject({ height: 42, peers: null, pending: null });
    expect(readSample([lacking, head, head, head])).toEqual({ error: "method not found (-32601)" });
    expect(readSample([result(null)])).toEqual({ error: "no head" });
    expect(readSample([])).toEqual({ error: "no answer" });
  });

  it("sees syncing when the node describes its progress", () => {
    expect(readSample([head, result("0x0"), result({ currentBlock: "0x1" }), result({})])).toMatchObject({
      syncing: true,
    });
  });

  it("keeps the reason of a failed look", () => {
    expect(readSample([{ kind: "unreachable", reason: "refused" }])).toEqual({ error: "refused" });
    expect(readSample([{ kind: "unknown", reason: "timeout" }])).toEqual({ error: "timeout" });
  });
});
