import { describe, expect, it } from "vitest";
import type { Observation } from "../../model/fault.ts";
import type { Delay, TrafficShape } from "../../model/traffic.ts";
import { bandwidth8, shapeWith } from "../network/sample-rules.fake.ts";
import { judgeConnects, judgeFlow, judgeThroughput, type MeasuredFlow, oneWayDelay } from "./traffic-expectation.ts";

const between = "from pod-1 to pod-2";
const quiet: MeasuredFlow = {
  sent: 20,
  arrived: 20,
  duplicated: 0,
  reordered: 0,
  roundTripMs: { mean: 0.2, stddev: 0.1 },
};
const measured = (parts: Partial<MeasuredFlow>): MeasuredFlow => ({ ...quiet, sent: 200, arrived: 200, ...parts });
const roundTrip = (mean: number, stddev = 0.1) => measured({ roundTripMs: { mean, stddev } });

const judge = (shape: Partial<TrafficShape>, during: MeasuredFlow, ways: 1 | 2 = 1): Observation[] =>
  judgeFlow({ between, shape: shapeWith(shape), ways, before: quiet, during });
const verdicts = (seen: readonly Observation[]): boolean[] => seen.map(({ asExpected }) => asExpected);

const delay: Delay = { latencyMs: 50, jitterMs: 0, correlation: 0, reorder: undefined };
const jittered: Delay = { ...delay, jitterMs: 10 };
const reordered: Delay = { ...delay, reorder: { percent: 25, correlation: 0, gap: 1 } };
const chance = (percent: number) => ({ percent, correlation: 0 });

describe("a delay", () => {
  it("tells what was asked and what was measured", () => {
    expect(judge({ delay: jittered }, roundTrip(51, 5.6))).toMatchInlineSnapshot(`
      [
        {
          "asExpected": true,
          "expected": "50 ms more per round trip, give or take 11.3 ms",
          "found": "50.8 ms more",
          "what": "delay from pod-1 to pod-2",
        },
        {
          "asExpected": true,
          "expected": "a standard deviation of 5.8 ms, give or take 3 ms",
          "found": "5.6 ms",
          "what": "jitter from pod-1 to pod-2",
        },
      ]
    `);
  });
  it.each([
    [39, false],
    [41, true],
    [60, true],
    [61.5, false],
    [0.2, false],
  ])("of 50 ms that measures as %d ms: %s", (mean, expected) => {
    expect(verdicts(judge({ delay }, roundTrip(mean)))).toEqual([expected]);
  });
  it("counts twice when the partner shapes as well", () => {
    expect(verdicts(judge({ delay }, roundTrip(100), 2))).toEqual([true]);
    expect(verdicts(judge({ delay }, roundTrip(50), 2))).toEqual([false]);
  });
  it("without its jitter is not what was asked", () => {
    expect(verdicts(judge({ delay: jittered }, roundTrip(50.2, 0.1)))).toEqual([true, false]);
  });
  it.each([
    [5.8, true],
    [12, true],
    [13.5, false],
    [0.1, false],
  ])("on a machine that spreads round trips by 9 ms already may spread them by %d ms: %s", (stddev, expected) => {
    const before = { ...quiet, roundTripMs: { mean: 0.2, stddev: 9 } };
    const during = roundTrip(50.2, stddev);
    const [, jitter] = judgeFlow({ between, shape: shapeWith({ delay: jittered }), ways: 1, before, during });
    expect(jitter).toMatchObject({
      asExpected: expected,
      expected: "a standard deviation of 5.8 ms, give or take 3 ms (up to 12.6 ms on a machine as busy as before)",
    });
  });
  it("is shorter on average where some packets go at once, and then they overtake", () => {
    expect(oneWayDelay(reordered).meanMs).toBeCloseTo(37.5);
    expect(oneWayDelay({ ...reordered, reorder: { percent: 100, correlation: 0, gap: 5 } }).meanMs).toBeCloseTo(40);
    const during = roundTrip(38, 20);
    expect(verdicts(judge({ delay: reordered }, { ...during, reordered: 30 }))).toEqual([true, true]);
    expect(verdicts(judge({ delay: reordered }, during))).toEqual([true, false]);
  });
  it("is cut off at zero when the jitter is greater", () => {
    expect(oneWayDelay({ ...delay, latencyMs: 0, jitterMs: 40 }).meanMs).toBe(10);
  });
  it("cannot be seen when nothing comes back, which is as asked only if everything is to be lost", () => {
    const silence = measured({ arrived: 0, roundTripMs: undefined });
    expect(judge({ delay }, silence)[0]).toMatchObject({ asExpected: false, found: "no echo came back" });
    expect(verdicts(judge({ delay, loss: chance(100) }, silence))).toEqual([true, true]);
  });
});

describe("chances", () => {
  it("tell what was asked and what was counted", () => {
    expect(judge({ loss: chance(30) }, measured({ arrived: 145 }))).toMatchInlineSnapshot(`
      [
        {
          "asExpected": true,
          "expected": "30 % (19.5 % to 41 %)",
          "found": "27.5 % (55 of 200)",
          "what": "packets lost from pod-1 to pod-2",
        },
      ]
    `);
  });
  it.each([
    [200, false],
    [162, false],
    [161, true],
    [118, true],
    [117, false],
  ])("lose 30 %% of 200 when %d arrive: %s", (arrived, expected) => {
    expect(verdicts(judge({ loss: chance(30) }, measured({ arrived })))).toEqual([expected]);
  });
  it("of damage are of loss, since a checksum fails", () => {
    expect(verdicts(judge({ corrupt: chance(10) }, measured({ arrived: 180 })))).toEqual([true]);
    expect(verdicts(judge({ corrupt: chance(10) }, measured({})))).toEqual([false]);
  });
  it("of copies are counted where they arrive", () => {
    expect(verdicts(judge({ duplicate: chance(20) }, measured({ duplicated: 41 })))).toEqual([true]);
    expect(verdicts(judge({ duplicate: chance(20) }, measured({})))).toEqual([false]);
  });
  it("that meet each other leave more room, but not for nothing", () => {
    const both = { loss: chance(30), duplicate: chance(30) };
    expect(verdicts(judge(both, measured({ arrived: 158, duplicated: 30 })))).toEqual([true, true]);
    expect(verdicts(judge(both, measured({})))).toEqual([false, false]);
  });
});

describe("throughput", () => {
  const judgeRate = (shape: TrafficShape, bytesPerSecond: number) =>
    judgeThroughput({ between, shape, forMs: 1000, bytesPerSecond });

  it("tells rates in bits", () => {
    expect(judgeRate(bandwidth8, 970_000)).toMatchInlineSnapshot(`
      {
        "asExpected": true,
        "expected": "8 Mbit/s (6 Mbit/s to 9 Mbit/s)",
        "found": "7.8 Mbit/s",
        "what": "throughput from pod-1 to pod-2",
      }
    `);
  });
  it.each([
    [740_000, false],
    [760_000, true],
    [1_110_000, true],
    [1_130_000, false],
  ])("of 8 Mbit/s with a bucket of 20 kB, measured as %d bytes per second: %s", (bytesPerSecond, expected) => {
    expect(judgeRate(bandwidth8, bytesPerSecond).asExpected).toBe(expected);
  });
  it("may stay below a rate when packets are lost as well", () => {
    const lossy = shapeWith({ rateBytesPerSecond: 1_000_000, loss: chance(5) });
    expect(judgeRate(lossy, 100_000).asExpected).toBe(true);
    expect(judgeRate(lossy, 1_200_000).asExpected).toBe(false);
  });
});

describe("a place outside", () => {
  const judgePlace = (shape: TrafficShape, beforeMs: number | undefined, duringMs: number | undefined) =>
    judgeConnects({ between: "from pod-1 to 10.0.0.1", shape, beforeMs, duringMs });

  it("shows a delay by how long connects take", () => {
    expect(judgePlace(shapeWith({ delay }), 1, 52).asExpected).toBe(true);
    expect(judgePlace(shapeWith({ delay }), 1, 2).asExpected).toBe(false);
  });
  it("shows nothing when nobody answers, and nothing but a delay", () => {
    expect(judgePlace(shapeWith({ delay }), undefined, undefined)).toMatchObject({
      asExpected: false,
      found: "nobody there answers",
    });
    expect(judgePlace(shapeWith({ loss: chance(10) }), undefined, undefined)).toMatchObject({
      asExpected: false,
      found: "nobody outside the cluster echoes them",
    });
  });
});
