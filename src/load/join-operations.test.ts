import { describe, expect, it } from "vitest";
import { type Errand, OperationJoiner } from "./join-operations.ts";

const read: Errand = { kind: "read", method: "eth_call" };
const transaction: Errand = { kind: "transaction", hash: "0xh", from: "0xa", nonce: 4 };

function start() {
  const started: number[] = [];
  const onStarted = (intendedAtMs: number) => started.push(intendedAtMs);
  const shape = { kind: "constant", perSecond: 10 } as const;
  return { started, joiner: new OperationJoiner({ shape, beganAtMs: 0, onStarted }) };
}

describe("OperationJoiner", () => {
  it("joins a start and an end by their user, and counts latency from the schedule", () => {
    const { joiner } = start();
    joiner.sent({ atMs: 0, vu: 1, errand: read });
    joiner.sent({ atMs: 102, vu: 2, errand: transaction });
    joiner.done({ atMs: 140, vu: 2, outcome: "rejected", error: "refused" });
    joiner.done({ atMs: 150, vu: 1, outcome: "ok", error: undefined });
    expect(joiner.rest(200)).toEqual([
      { kind: "read", index: 0, intendedAtMs: 0, sentAtMs: 0, doneAtMs: 150, outcome: "ok", method: "eth_call" },
      {
        kind: "transaction",
        index: 1,
        intendedAtMs: 100,
        sentAtMs: 102,
        doneAtMs: 140,
        outcome: "rejected",
        error: "refused",
        hash: "0xh",
        from: "0xa",
        nonce: 4,
      },
    ]);
  });

  it("gives a dropped iteration its place, and one that had nothing to send too", () => {
    const { joiner } = start();
    joiner.sent({ atMs: 0, vu: 1, errand: read });
    joiner.dropped(100);
    joiner.sent({ atMs: 200, vu: 2, errand: { kind: "nothing" } });
    joiner.sent({ atMs: 300, vu: 2, errand: read });
    joiner.done({ atMs: 310, vu: 2, outcome: "ok", error: undefined });
    joiner.done({ atMs: 320, vu: 1, outcome: "ok", error: undefined });
    const operations = joiner.rest(400).sort((a, b) => a.index - b.index);
    expect(operations.map(({ kind, index }) => [kind, index])).toEqual([
      ["read", 0],
      ["dropped", 1],
      ["dropped", 2],
      ["read", 3],
    ]);
  });

  it("tells of a start as soon as its place is known, and of the operation only when it has ended", () => {
    const { joiner, started } = start();
    joiner.sent({ atMs: 0, vu: 1, errand: read });
    expect(joiner.complete(1000)).toEqual([]);
    expect(started).toEqual([0]);
    joiner.done({ atMs: 5000, vu: 1, outcome: "ok", error: undefined });
    expect(joiner.complete(5000)).toHaveLength(1);
    expect(joiner.complete(6000)).toEqual([]);
  });

  it("calls unknown what never ended: cut off at the end, or followed by a start of the same user", () => {
    const { joiner } = start();
    joiner.sent({ atMs: 0, vu: 1, errand: read });
    joiner.sent({ atMs: 100, vu: 1, errand: read });
    expect(joiner.rest(250)).toMatchObject([
      { index: 0, doneAtMs: 100, outcome: "unknown", error: "the script failed" },
      { index: 1, doneAtMs: 250, outcome: "unknown", error: "cut off when the load ended" },
    ]);
  });

  it("ignores an end without a start", () => {
    const { joiner } = start();
    joiner.done({ atMs: 10, vu: 1, outcome: "ok", error: undefined });
    expect(joiner.rest(20)).toEqual([]);
  });
});
