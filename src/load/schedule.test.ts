import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSchedule, poissonBlockStarts } from "../../scenarios/load/lib/schedule.ts";
import type { RateShape } from "../model/plan.ts";
import { createLoadSchedule, offeredCount } from "./schedule.ts";

const rates = fc.integer({ min: 0, max: 200 });
const perSecond = fc.integer({ min: 1, max: 500 });
const shapes: fc.Arbitrary<RateShape> = fc.oneof(
  fc.record({ kind: fc.constant("constant" as const), perSecond }),
  fc.record({ kind: fc.constant("poisson" as const), perSecond }),
  fc.record({
    kind: fc.constant("ramping" as const),
    startPerSecond: rates,
    stages: fc.array(fc.record({ targetPerSecond: rates, durationMs: fc.integer({ min: 0, max: 5000 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
);

const schedule = (shape: RateShape, batch = 1) => createLoadSchedule({ shape, seed: 7, batch });
const offsets = (shape: RateShape, count: number, batch = 1) =>
  Array.from({ length: count }, (_, index) => Math.round(schedule(shape, batch).offsetMs(index) * 1000) / 1000);

describe("createLoadSchedule", () => {
  it("starts at once at a constant rate", () => {
    expect(offsets({ kind: "constant", perSecond: 40 }, 4)).toEqual([0, 25, 50, 75]);
    expect(offsets({ kind: "constant", perSecond: 0.5 }, 2)).toEqual([0, 2000]);
  });

  it("starts on a ramp when the area under the rate has reached the next whole number", () => {
    // From 0 to 10 a second in 2 s: the area is 2.5 t², so iteration k starts at sqrt((k + 1) / 2.5) seconds.
    const stages = [{ targetPerSecond: 10, durationMs: 2000 }];
    expect(offsets({ kind: "ramping", startPerSecond: 0, stages }, 10)).toEqual([
      632.456, 894.427, 1095.445, 1264.911, 1414.214, 1549.193, 1673.32, 1788.854, 1897.367, 2000,
    ]);
  });

  it("holds the last rate after the ramp", () => {
    const stages = [{ targetPerSecond: 10, durationMs: 500 }];
    expect(offsets({ kind: "ramping", startPerSecond: 10, stages }, 8)).toEqual([
      100, 200, 300, 400, 500, 600, 700, 800,
    ]);
  });

  it("jumps where a stage has no duration: a spike", () => {
    const stages = [
      { targetPerSecond: 10, durationMs: 200 },
      { targetPerSecond: 100, durationMs: 0 },
      { targetPerSecond: 100, durationMs: 30 },
      { targetPerSecond: 10, durationMs: 0 },
    ];
    expect(offsets({ kind: "ramping", startPerSecond: 10, stages }, 7)).toEqual([100, 200, 210, 220, 230, 330, 430]);
  });

  it("never comes to an iteration that a ramp down to nothing leaves out", () => {
    const stages = [{ targetPerSecond: 0, durationMs: 1000 }];
    const { offsetMs } = schedule({ kind: "ramping", startPerSecond: 4, stages });
    expect(offsetMs(1)).toBe(1000);
    expect(offsetMs(2)).toBe(Infinity);
  });

  it("has the operations of a batch due together, at the rate of operations", () => {
    expect(offsets({ kind: "constant", perSecond: 40 }, 6, 2)).toEqual([0, 0, 50, 50, 100, 100]);
  });

  it("goes forward", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 500 }), (shape, index) => {
        const { offsetMs } = schedule(shape);
        const [at, next] = [offsetMs(index), offsetMs(index + 1)];
        return next === Infinity || next > at;
      }),
    );
  });

  it("counts exactly the operations that should have started", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 5 }), (shape, ms, batch) => {
        const { offsetMs, countBefore } = schedule(shape, batch);
        const count = countBefore(ms);
        if (count > 0) expect(offsetMs(count - 1)).toBeLessThan(ms);
        expect(offsetMs(count)).toBeGreaterThanOrEqual(ms);
      }),
    );
  });
});

describe("Poisson arrivals", () => {
  const shape = { kind: "poisson", perSecond: 100 } as const;
  const count = 20_000;
  const times = (seed: number) => {
    const { offsetMs } = createLoadSchedule({ shape, seed, batch: 1 });
    return Array.from({ length: count }, (_, index) => offsetMs(index));
  };
  const gapsOf = (at: readonly number[]) => at.map((ms, index) => ms - (at[index - 1] ?? 0));

  it("have exponential gaps: as many are above any length as its tail says (Kolmogorov and Smirnov)", () => {
    for (const seed of [1, 2, 3]) {
      const sorted = gapsOf(times(seed)).sort((a, b) => a - b);
      const distances = sorted.map((gap, rank) => Math.abs(1 - Math.exp(-gap / 10) - (rank + 0.5) / count));
      // 1.95 / sqrt(n) is passed in one of a thousand: https://www.itl.nist.gov/div898/handbook/eda/section3/eda35g.htm
      expect(Math.max(...distances)).toBeLessThan(1.95 / Math.sqrt(count));
    }
  });

  it("are as many in a second as chance has it: the variance of the counts is their mean", () => {
    const counts = new Array<number>(190).fill(0);
    for (const ms of times(4)) {
      const second = Math.floor(ms / 1000);
      if (second < counts.length) counts[second] = (counts[second] ?? 0) + 1;
    }
    const mean = counts.reduce((sum, each) => sum + each, 0) / counts.length;
    const variance = counts.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (counts.length - 1);
    expect(mean).toBeGreaterThan(97);
    expect(mean).toBeLessThan(103);
    // Of 190 counts the dispersion is chi-squared: 0.7 and 1.35 are past three standard errors.
    expect(variance / mean).toBeGreaterThan(0.7);
    expect(variance / mean).toBeLessThan(1.35);
  });

  it("do not remember: a gap says nothing of the next, also over the edges of blocks", () => {
    const gaps = gapsOf(times(5));
    const products = gaps.slice(1).map((gap, index) => (gap - 10) * ((gaps[index] ?? 10) - 10));
    const correlation = products.reduce((sum, each) => sum + each, 0) / products.length / 100;
    expect(Math.abs(correlation)).toBeLessThan(3 / Math.sqrt(count));
  });

  it("are the same for a seed, others for another, and the same with the blocks made beforehand", () => {
    const blockStarts = poissonBlockStarts({ perSecond: 100, seed: 6, untilMs: 210_000 });
    const shared = createSchedule({ shape, seed: 6, blockStarts });
    expect(Array.from({ length: count }, (_, index) => shared.offsetMs(index))).toEqual(times(6));
    expect(shared.offsetMs(1_000_000)).toBe(Infinity);
    expect(times(6)).not.toEqual(times(7));
  });
});

describe("offeredCount", () => {
  it("is nothing before the start", () => {
    expect(offeredCount({ kind: "constant", perSecond: 40 }, 0)).toBe(0);
    expect(offeredCount({ kind: "constant", perSecond: 40 }, -5)).toBe(0);
    expect(offeredCount({ kind: "constant", perSecond: 40 }, 1000)).toBe(40);
  });

  it("is the mean of random arrivals", () => {
    expect(offeredCount({ kind: "poisson", perSecond: 40 }, 1500)).toBe(60);
  });
});
