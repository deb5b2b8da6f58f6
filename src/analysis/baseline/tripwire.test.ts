import { describe, expect, it } from "vitest";
import { sampleBaseline } from "../../testing/sample-baseline.ts";
import { type SampleValue, sampleSide } from "../../testing/sample-comparison.ts";
import { tripwire } from "./tripwire.ts";

const p50 = "load.x.inclusion.p50";
const rate = "load.x.throughput";
const bad = "load.x.bad";
const night = (index: number) => ({
  metrics: { [p50]: { values: [600 + index] }, [rate]: { values: [40 + index / 100] }, [bad]: { values: [0] } },
});
const baseline = sampleBaseline(Array.from({ length: 25 }, (_, index) => night(index)));
const check = (values: Readonly<Record<string, readonly SampleValue[]>>, nights = baseline) =>
  tripwire(
    nights,
    sampleSide({ label: "tonight", values }).runs.map(({ result }) => result),
  ).map(({ summary }) => summary);

describe("tripwire", () => {
  it("is silent within what the last nights were", () => {
    expect(check({ [p50]: [615, 620, 610], [rate]: [40, 41], [bad]: [0, 0] })).toEqual([]);
  });

  it("is silent about what is outside of that, but not by far", () => {
    expect(check({ [p50]: [750], [rate]: [34] })).toEqual([]);
  });

  it("warns of a median far above, a rate far below, and of much that went wrong", () => {
    expect(check({ [p50]: [900, 950, 400], [rate]: [28], [bad]: [0.5] })).toMatchInlineSnapshot(`
      [
        "x inclusion p50: 900 ms, where the last 20 nights let expect 597 ms to 632 ms",
        "x throughput: 28/s, where the last 20 nights let expect 40/s to 40.3/s",
        "x bad: 50 %, where the last 20 nights let expect 0 % to 0 %",
      ]
    `);
  });

  it("warns of what never came", () => {
    expect(check({ [p50]: ["censored", "censored", 610] })).toMatchInlineSnapshot(`
      [
        "x inclusion p50: beyond what was observed, where the last 20 nights let expect 597 ms to 632 ms",
      ]
    `);
  });

  it("is silent about what got better, or is not said", () => {
    expect(check({ [p50]: [100], [rate]: [90] })).toEqual([]);
    expect(check({ [p50]: [null], "load.new.bad": [0.9] })).toEqual([]);
  });

  it("is silent before there are twenty nights", () => {
    const few = { ...baseline, nights: baseline.nights.slice(0, 19) };
    expect(check({ [p50]: [9000] }, few)).toEqual([]);
  });

  it("expects what the nights were like, also where they differ by half", () => {
    const wild = sampleBaseline(
      Array.from({ length: 20 }, (_, index) => ({ metrics: { [p50]: { values: [index % 2 === 0 ? 400 : 900] } } })),
    );
    expect(check({ [p50]: [1200] }, wild)).toEqual([]);
    expect(check({ [p50]: [4000] }, wild)).toHaveLength(1);
  });
});
