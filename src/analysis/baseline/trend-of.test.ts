import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { type SampleNight, sampleBaseline } from "../../testing/sample-baseline.ts";
import { sampleValues } from "../../testing/sample-comparison.ts";
import { trendOf } from "./trend-of.ts";

const p50 = "load.x.inclusion.p50";
const rate = "load.x.throughput";
const draw = (median: number, count: number) => sampleValues(seededRandom(9), { count, median, deviation: 0.01 });
const nights = (metric: string, effects: readonly number[]): SampleNight[] =>
  effects.map((effect) => ({ metrics: { [metric]: { effect } } }));
const stepped = [...draw(1, 25), ...draw(1.2, 15)];
const changesOf = (metric: string, effects: readonly number[]) =>
  trendOf(sampleBaseline(nights(metric, effects)))[0]?.changes;

describe("trendOf", () => {
  it("finds the night from which on the candidate was slower", () => {
    const [change, ...others] = changesOf(p50, stepped) ?? [];
    expect(others).toEqual([]);
    expect(change).toMatchObject({ index: 25, commit: "c25", direction: "worse" });
    expect(change?.meanBefore).toBeCloseTo(1, 1);
    expect(change?.meanAfter).toBeCloseTo(1.2, 1);
  });

  it("takes a rate that rose for better", () => {
    expect(changesOf(rate, stepped)).toMatchObject([{ index: 25, direction: "better" }]);
  });

  it("has nothing to say of a steady trend, nor of a step too small to matter", () => {
    expect(changesOf(p50, draw(1, 40))).toEqual([]);
    expect(changesOf(p50, [...draw(1, 25), ...draw(1.03, 15)])).toEqual([]);
  });

  it("does not look before there are thirty nights", () => {
    const short = trendOf(sampleBaseline(nights(p50, [...draw(1, 20), ...draw(2, 9)])));
    expect(short).toMatchObject([{ isLongEnough: false, changes: [] }]);
    expect(short[0]?.points).toHaveLength(29);
  });

  it("leaves out A/A nights, nights without a reference, and what is no ratio", () => {
    const mixed = sampleBaseline([
      { metrics: { [p50]: { effect: 1 }, "load.x.bad": { effect: 0.01 } } },
      { metrics: { [p50]: { effect: 5 } }, isAa: true },
      { metrics: { [p50]: { values: [600] } } },
    ]);
    expect(trendOf(mixed).map(({ name, points }) => [name, points.map(({ effect }) => effect)])).toEqual([[p50, [1]]]);
  });
});
