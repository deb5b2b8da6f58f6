import { describe, expect, it } from "vitest";
import type { BenchEntry } from "../../model/bench.ts";
import { sampleResult } from "../../testing/sample-result.ts";
import { benchEntryOf } from "./bench-figures.ts";
import { compareBench } from "./compare-bench.ts";

const entry = (value: number | null, change: Partial<BenchEntry> = {}): BenchEntry => ({
  version: 1,
  at: "2026-11-24T00:00:00.000Z",
  environment: ["a machine", "process"],
  builds: ["geth 1.13.15"],
  figures: [{ name: "reads.answered", title: "reads answered", unit: "perSecond", better: "higher", value }],
  doubts: [],
  ...change,
});

describe("compareBench", () => {
  it("gives the ratio to the last one of the same environment, whatever the builds", () => {
    const history = [
      entry(50),
      entry(100, { builds: ["geth 1.17.5"] }),
      entry(7, { environment: ["another machine"] }),
    ];
    const { last, figures } = compareBench(entry(90), history);
    expect(last).toBe(history[1]);
    expect(figures[0]).toMatchObject({ ratio: 0.9, noise: undefined, isOutside: undefined });
  });

  it.each([
    [95, false],
    [89, true],
    [111, true],
  ])("of %d after 90, 100 and 110 says whether it lies outside: %s", (value, isOutside) => {
    const { figures } = compareBench(entry(value), [entry(90), entry(100), entry(110)]);
    expect(figures[0]).toMatchObject({ noise: { low: 0.9, high: 1.1, count: 3 }, isOutside });
  });

  it("takes doubtful and missing values for no noise", () => {
    const history = [entry(90), entry(100), entry(1000, { doubts: ["the machine was busy"] }), entry(null)];
    expect(compareBench(entry(100), history).figures[0]).toMatchObject({ ratio: undefined, noise: undefined });
  });

  it("has nothing to say of the first one", () => {
    expect(compareBench(entry(100), [])).toMatchObject({ last: undefined, figures: [{ ratio: undefined }] });
  });
});

describe("benchEntryOf", () => {
  it("takes throughput and latency of the steady stretch", () => {
    const { figures, environment } = benchEntryOf([sampleResult()], "2026-11-24T00:00:00.000Z");
    expect(environment).toHaveLength(3);
    expect(figures.map(({ name, value }) => [name, value])).toEqual([
      ["transfers.included", 40],
      ["transfers.p50", 620],
      ["transfers.p99", 1_480],
      ["reads.answered", 100],
      ["reads.p50", 2],
      ["reads.p99", 11],
    ]);
  });
});
