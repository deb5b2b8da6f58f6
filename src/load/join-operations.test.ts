import { describe, expect, it } from "vitest";
import { type Errand, OperationJoiner } from "./join-operations.ts";

const read: Errand = { kind: "read", method: "eth_call" };
const transaction: Errand = { kind: "transaction", hash: "0xh", from: "0xa", nonce: 4 };
const at = (index: number, errand: Errand = read) => ({ place: { index, intendedAtMs: index * 100 }, errand });
const ok = { outcome: "ok" } as const;

describe("OperationJoiner", () => {
  it("joins a start and an end by their user, and counts latency from the schedule", () => {
    const joiner = new OperationJoiner();
    joiner.sent({ user: 1, atMs: 0, elements: [at(0)] });
    joiner.sent({ user: 2, atMs: 102, elements: [at(1, transaction)] });
    expect(joiner.busy).toBe(2);
    joiner.done({ user: 2, atMs: 140, endings: [{ outcome: "rejected", error: "refused" }] });
    joiner.done({ user: 1, atMs: 150, endings: [ok] });
    expect(joiner.busy).toBe(0);
    expect(joiner.complete()).toEqual([
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
      { kind: "read", index: 0, intendedAtMs: 0, sentAtMs: 0, doneAtMs: 150, outcome: "ok", method: "eth_call" },
    ]);
    expect(joiner.complete()).toEqual([]);
  });

  it("judges each element of a batch by its own ending, and one without any as unknown", () => {
    const joiner = new OperationJoiner();
    joiner.sent({ user: 1, atMs: 5, elements: [at(0), at(1), at(2)] });
    joiner.done({ user: 1, atMs: 9, endings: [ok, { outcome: "rejected", error: "full" }] });
    expect(joiner.complete()).toMatchObject([
      { index: 0, outcome: "ok" },
      { index: 1, outcome: "rejected", error: "full" },
      { index: 2, outcome: "unknown", error: "no answer in the batch" },
    ]);
  });

  it("takes one ending for all of a batch", () => {
    const joiner = new OperationJoiner();
    joiner.sent({ user: 1, atMs: 5, elements: [at(0), at(1)] });
    joiner.done({ user: 1, atMs: 9, endings: [ok] });
    expect(joiner.complete()).toMatchObject([{ outcome: "ok" }, { outcome: "ok" }]);
  });

  it("calls unknown what never ended: cut off at the end, or followed by a start of the same user", () => {
    const joiner = new OperationJoiner();
    joiner.sent({ user: 1, atMs: 0, elements: [at(0)] });
    joiner.sent({ user: 1, atMs: 100, elements: [at(1)] });
    joiner.dropped({ index: 2, intendedAtMs: 200.00049 });
    expect(joiner.rest(250)).toMatchObject([
      { index: 0, doneAtMs: 100, outcome: "unknown", error: "the script failed" },
      { kind: "dropped", index: 2, intendedAtMs: 200 },
      { index: 1, doneAtMs: 250, outcome: "unknown", error: "cut off when the load ended" },
    ]);
  });

  it("ignores an end without a start", () => {
    const joiner = new OperationJoiner();
    joiner.done({ user: 1, atMs: 10, endings: [ok] });
    expect(joiner.rest(20)).toEqual([]);
  });
});
