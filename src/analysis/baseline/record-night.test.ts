import { describe, expect, it } from "vitest";
import { type Baseline, baselineSchema } from "../../model/baseline.ts";
import type { Result } from "../../model/result.ts";
import { type SampleValue, sampleComparison, sampleSide } from "../../testing/sample-comparison.ts";
import { sampleResult } from "../../testing/sample-result.ts";
import { LatencyHistogram } from "../latency-histogram.ts";
import { type Recording, recordNight } from "./record-night.ts";

const p50 = "load.transfers.inclusion.p50";
const rta = "rta.split.service";
const facts = { name: "nightly", recordedAt: "2026-11-23T04:00:00.000Z", commit: "abc", note: null };
type Values = Readonly<Record<string, readonly SampleValue[]>>;

const results = (label: string, values: Values, change?: (result: Result, index: number) => Result): Result[] =>
  sampleSide({ label, values, ...(change && { change }) }).runs.map(({ result }) => result);

const record = (baseline: Baseline | undefined, night: readonly Result[]): Recording =>
  recordNight(baseline, { ...facts, source: { kind: "results", results: night } });

function recorded(recording: Recording): Extract<Recording, { kind: "recorded" }> {
  if (recording.kind !== "recorded") throw new Error(recording.problems.join("; "));
  return recording;
}

const first = recorded(record(undefined, results("one", { [p50]: [600, 612, 630], [rta]: [3000, "censored", 3100] })));

describe("recordNight", () => {
  it("begins a baseline with the medians of a night, and says them", () => {
    expect(baselineSchema.parse(JSON.parse(JSON.stringify(first.baseline)))).toEqual(first.baseline);
    expect(first.changes).toMatchInlineSnapshot(`
      [
        "first night, of 3 runs",
        "load.transfers.inclusion.p50: 612 ms",
        "rta.split.service: 3.1 s",
      ]
    `);
    expect(first.baseline.nights[0]?.metrics[1]).toMatchObject({
      values: [3000, null, 3100],
      censored: 1,
      median: 3100,
    });
  });

  it("says of each metric what changed since the last night", () => {
    const clients = (result: Result) => ({ ...result, environment: { ...result.environment, clients: "geth 1.14.0" } });
    const night = results("two", { [p50]: [660, 673, 650], "load.transfers.bad": [0.01, 0.02, 0.03] }, clients);
    const { changes, baseline } = recorded(record(first.baseline, night));
    expect(changes).toMatchInlineSnapshot(`
      [
        "clients: geth 1.13.15 -> geth 1.14.0",
        "load.transfers.inclusion.p50: 612 ms -> 660 ms (+7.84 %)",
        "load.transfers.bad: new, 2 %",
        "rta.split.service: no longer measured",
      ]
    `);
    expect(baseline.nights).toHaveLength(2);
    expect(baseline.environment.clients).toBe("geth 1.14.0");
    expect(first.baseline.nights).toHaveLength(1);
  });

  it("leaves invalid runs out, and keeps why", () => {
    const spoil = (result: Result, index: number) => (index === 0 ? { ...result, invalid: ["it dropped"] } : result);
    const night = recorded(record(undefined, results("one", { [p50]: [9000, 612, 630] }, spoil))).baseline.nights[0];
    expect(night).toMatchObject({ runs: ["one-1", "one-2"], invalid: [{ run: "one-0", why: "it dropped" }] });
    expect(night?.metrics[0]?.median).toBe(621);
  });

  it("merges the latencies of the night", () => {
    const night = [1, 2].map((index) => {
      const rich = sampleResult();
      return { ...rich, run: { ...rich.run, id: `rich-${index}` } };
    });
    const histograms = recorded(record(undefined, night)).baseline.nights[0]?.histograms ?? {};
    expect(Object.keys(histograms)).toEqual(["load.transfers.inclusion", "load.transfers.submit", "load.reads.submit"]);
    expect(LatencyHistogram.decode(histograms["load.transfers.inclusion"] ?? "").count).toBe(960);
  });

  it("takes effects from a comparison, of metrics and not of what it was run again for", () => {
    const comparison = sampleComparison();
    const { baseline } = recorded(recordNight(undefined, { ...facts, source: { kind: "comparison", comparison } }));
    const [night] = baseline.nights;
    expect(night?.isAa).toBe(false);
    expect(night?.clients).toBe("geth 1.14.0");
    expect(night?.runs).toHaveLength(10);
    expect(night?.metrics.find(({ name }) => name === p50)?.effect).toBeCloseTo(1.12, 1);
    expect(Object.keys(night?.histograms ?? {})).toContain("load.transfers.inclusion");
    const same = { ...comparison, differences: [] };
    const aa = recorded(recordNight(undefined, { ...facts, source: { kind: "comparison", comparison: same } }));
    expect(aa.baseline.nights[0]?.isAa).toBe(true);
  });

  it("refuses another machine, backend or scenario, with both texts", () => {
    const moved = (result: Result) => ({
      ...result,
      environment: { ...result.environment, machine: "64 x Example CPU", scenario: "quick on anvil-1, 00000000" },
    });
    expect(record(first.baseline, results("two", { [p50]: [600] }, moved))).toMatchInlineSnapshot(`
      {
        "kind": "refused",
        "problems": [
          "baseline nightly is of another machine: "2 cores, Example CPU, 24064 MiB, linux x64" and "64 x Example CPU"",
          "baseline nightly is of another scenario: "drill on clique-5, 4be1c07f" and "quick on anvil-1, 00000000"",
        ],
      }
    `);
  });

  it("refuses runs of one night that were made in different places", () => {
    const moved = (result: Result, index: number) =>
      index === 1 ? { ...result, environment: { ...result.environment, backend: "docker" } } : result;
    expect(record(undefined, results("one", { [p50]: [1, 2, 3] }, moved))).toEqual({
      kind: "refused",
      problems: ['the runs of this night differ in their backend: "process" and "docker"'],
    });
  });

  it("refuses a run that it already has, and a night of which nothing counts", () => {
    expect(record(first.baseline, results("one", { [p50]: [600] }))).toEqual({
      kind: "refused",
      problems: ["run one-0 is already in the night of 2026-11-23T04:00:00.000Z"],
    });
    const spoil = (result: Result) => ({ ...result, invalid: ["it dropped"] });
    expect(record(undefined, results("one", { [p50]: [600] }, spoil))).toEqual({
      kind: "refused",
      problems: ["no run of this night counts", "run one-0: it dropped"],
    });
  });
});
