import { describe, expect, it } from "vitest";
import { simulatedRun } from "../testing/run-builder.ts";
import { viewRun } from "./run-view.ts";
import { drawSeries } from "./series.ts";

describe("drawSeries", () => {
  const run = simulatedRun()
    .reads({ name: "reads", perSecond: 10, dropEvery: 5 })
    .fault({
      name: "outage",
      kind: "pod-failure",
      targets: ["signer-0"],
      atMs: 20_000,
      forMs: 5_000,
      haltsForMs: 6_000,
    })
    .until(40_000)
    .build();
  const series = drawSeries(viewRun(run));

  it("gives every column one value per bucket", () => {
    const { heights, loads, canary, coresBusy } = series;
    const columns = [...Object.values(heights), ...Object.values(loads).flatMap(Object.values), canary, coresBusy];
    expect(new Set(columns.map((column) => column.length))).toEqual(new Set([series.buckets]));
  });

  it("shows heights that stand still in a halt, and nothing of a node that is down", () => {
    expect(series.heights["rpc-0"]?.slice(18, 28)).toEqual([18, 19, 19, 19, 19, 19, 19, 19, 20, 21]);
    expect(series.heights["signer-0"]?.slice(18, 28)).toEqual([18, 19, null, null, null, null, null, 19, 20, 21]);
  });

  it("shows rates per second, and what was achieved of what was offered then", () => {
    expect(series.loads["reads"]?.offered[10]).toBe(10);
    expect(series.loads["reads"]?.achieved[10]).toBe(8);
    expect(series.loads["reads"]?.p99[10]).toBe(8);
    expect(series.loads["reads"]?.p99[0]).toBeNull();
  });

  it("shows canaries where they were intended", () => {
    expect(series.canary[0]).toBeNull();
    expect(series.canary[20]).toBeGreaterThan(5_000);
  });
});
