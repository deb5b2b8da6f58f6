import { describe, expect, it } from "vitest";
import type { Operation } from "../../model/operation.ts";
import { batchesOf } from "../../model/operation-log.ts";
import { MethodCounts } from "./method-counts.ts";

type Read = Pick<Extract<Operation, { kind: "read" }>, "method" | "outcome"> & { readonly latencyMs?: number };

function count(reads: readonly Read[], others: readonly Operation[] = []) {
  const operations = reads.map(({ method, outcome, latencyMs = 1 }, index): Operation => {
    return { kind: "read", index, intendedAtMs: 0, sentAtMs: 0.5, doneAtMs: latencyMs, method, outcome };
  });
  const counts = new MethodCounts();
  for (const batch of batchesOf([...operations, ...others])) {
    for (let row = 0; row < batch.count; row++) counts.add(batch, row);
  }
  return counts;
}

describe("MethodCounts", () => {
  it("tells methods apart, most frequent first", () => {
    const reads: Read[] = [
      { method: "b", outcome: "ok", latencyMs: 4 },
      { method: "a", outcome: "ok", latencyMs: 2 },
      { method: "c", outcome: "ok" },
      { method: "a", outcome: "ok", latencyMs: 3 },
    ];
    const listed = count(reads).list(2);
    expect(listed.map(({ method, ok, okPerSecond, latency }) => [method, ok, okPerSecond, latency.max])).toEqual([
      ["a", 2, 1, 3],
      ["b", 1, 0.5, 4],
      ["c", 1, 0.5, 1],
    ]);
  });

  it("counts waiting in vain as a latency, but no rejection", () => {
    const reads: Read[] = [
      { method: "a", outcome: "rejected", latencyMs: 900 },
      { method: "a", outcome: "unknown", latencyMs: 500 },
    ];
    expect(count(reads).list(1)).toMatchObject([{ ok: 0, rejected: 1, unknown: 1, latency: { count: 1, max: 500 } }]);
  });

  it("leaves out what has no method, and has no rate over no time", () => {
    const dropped: Operation = { kind: "dropped", index: 9, intendedAtMs: 0 };
    expect(count([], [dropped]).list(1)).toEqual([]);
    expect(count([{ method: "a", outcome: "ok" }]).list(0)).toMatchObject([{ okPerSecond: 0 }]);
  });

  it("puts what comes after the hundredth method together", () => {
    const reads = Array.from({ length: 150 }, (_, index): Read => ({ method: `m${index}`, outcome: "ok" }));
    const listed = count(reads).list(1);
    expect(listed).toHaveLength(101);
    expect(listed[0]).toMatchObject({ method: "(other methods)", ok: 50 });
  });
});
