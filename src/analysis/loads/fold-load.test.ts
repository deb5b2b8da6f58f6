import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Operation } from "../../model/operation.ts";
import { simulatedRun } from "../../testing/run-builder.ts";
import { viewRun } from "../run-view.ts";
import { chooseBuckets } from "../time-grid.ts";
import { findWindows } from "../windows.ts";
import { foldLoad, type LoadTally } from "./fold-load.ts";
import { measureLoad } from "./measure-load.ts";

const outage = { name: "outage", kind: "pod-failure", targets: ["signer-0"], atMs: 20_000, forMs: 6_000 } as const;
const run = simulatedRun()
  .reads({ name: "reads", perSecond: 10, timeOutEvery: 7, dropEvery: 11 })
  .fault(outage)
  .build();
const operations = run.operations.get("reads") ?? [];
const windows = findWindows(run.events, run.plan);
const fold = (list: readonly Operation[]) =>
  foldLoad(list, { windows, grid: chooseBuckets(windows.endMs), slos: [], onTransaction: () => undefined });

const summary = (tally: LoadTally) => ({
  counts: [tally.offered, tally.dropped, tally.ok, tally.rejected, tally.unknown, tally.firstMs, tally.lastMs],
  errors: tally.errors.list(),
  steady: [tally.steady.recorded, tally.steady.dropped, tally.steady.ok, tally.steady.struck],
  submit: tally.submit.map((histogram) => [histogram.count, histogram.maxMs, histogram.quantileMs(0.5)]),
  offered: Array.from(tally.buckets.offered),
  p50: Array.from(tally.buckets.offered, (_, bucket) => tally.buckets.latencies.quantileMs(bucket, 0.5)),
});

describe("foldLoad", () => {
  it("comes to the same whatever order the operations ended in", () => {
    const inOrder = summary(fold(operations));
    fc.assert(
      fc.property(fc.shuffledSubarray([...operations], { minLength: operations.length }), (shuffled) => {
        expect(summary(fold(shuffled))).toEqual(inOrder);
      }),
      { numRuns: 20 },
    );
  });

  it("puts every latency into one window, by its intended start", () => {
    const tally = fold(operations);
    expect(tally.windows.map(({ window, fromMs }) => [window, fromMs])).toEqual([
      ["before", 0],
      ["steady", 2_000],
      ["outage", 20_000],
      ["after", 60_000],
    ]);
    const counted = tally.submit.reduce((sum, histogram) => sum + histogram.count, 0);
    expect(counted).toBe(tally.ok + tally.unknown);
  });

  it("counts with the fault what was on its way when it struck", () => {
    const struck: Operation = {
      kind: "read",
      index: 0,
      intendedAtMs: 19_990,
      sentAtMs: 19_990,
      doneAtMs: 21_000,
      outcome: "unknown",
      method: "eth_call",
    };
    const tally = fold([struck, { ...struck, intendedAtMs: 19_000, doneAtMs: 19_100, outcome: "ok" }]);
    expect(tally.steady).toMatchObject({ recorded: 1, struck: 1, ok: 1 });
    expect(tally.submit.map(({ count }) => count)).toEqual([0, 1, 1, 0]);
  });

  it("gives tables whose windows add up to the whole", () => {
    const [load] = run.plan.loads;
    if (load === undefined) throw new Error("the run has a load");
    const { submit } = measureLoad(load, viewRun(run)).result;
    expect(submit.windows.map(({ window }) => window)).toEqual(["steady", "outage"]);
    expect(submit.windows.reduce((sum, { latency }) => sum + latency.count, 0)).toBe(submit.whole.count);
    expect(submit.windows[0]?.latency).toEqual(submit.steady);
    expect(submit.histogram).toMatch(/^HIST/);
  });
});
