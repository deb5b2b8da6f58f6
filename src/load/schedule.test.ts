import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RateShape } from "../model/plan.ts";
import { intendedOffsetMs, offeredCount } from "./schedule.ts";

const rates = fc.integer({ min: 0, max: 200 });
const shapes: fc.Arbitrary<RateShape> = fc.oneof(
  fc.record({ kind: fc.constant("constant" as const), perSecond: fc.integer({ min: 1, max: 500 }) }),
  fc.record({
    kind: fc.constant("ramping" as const),
    startPerSecond: rates,
    stages: fc.array(fc.record({ targetPerSecond: rates, durationMs: fc.integer({ min: 1, max: 5000 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
);

const offsets = (shape: RateShape, count: number) =>
  Array.from({ length: count }, (_, index) => Math.round(intendedOffsetMs(shape, index) * 1000) / 1000);

describe("intendedOffsetMs", () => {
  it("starts at once at a constant rate", () => {
    expect(offsets({ kind: "constant", perSecond: 40 }, 4)).toEqual([0, 25, 50, 75]);
    expect(offsets({ kind: "constant", perSecond: 0.5 }, 2)).toEqual([0, 2000]);
  });

  it("starts on a ramp when the area under the rate has reached the next whole number", () => {
    // From 0 to 10 a second in 2 s: the area is 2.5 t², so iteration k starts at sqrt((k + 1) / 2.5) seconds.
    const shape: RateShape = {
      kind: "ramping",
      startPerSecond: 0,
      stages: [{ targetPerSecond: 10, durationMs: 2000 }],
    };
    expect(offsets(shape, 10)).toEqual([
      632.456, 894.427, 1095.445, 1264.911, 1414.214, 1549.193, 1673.32, 1788.854, 1897.367, 2000,
    ]);
  });

  it("holds the last rate after the ramp", () => {
    const shape: RateShape = {
      kind: "ramping",
      startPerSecond: 10,
      stages: [{ targetPerSecond: 10, durationMs: 500 }],
    };
    expect(offsets(shape, 8)).toEqual([100, 200, 300, 400, 500, 600, 700, 800]);
  });

  it("never comes to an iteration that a ramp down to nothing leaves out", () => {
    const shape: RateShape = { kind: "ramping", startPerSecond: 4, stages: [{ targetPerSecond: 0, durationMs: 1000 }] };
    expect(intendedOffsetMs(shape, 1)).toBe(1000);
    expect(intendedOffsetMs(shape, 2)).toBe(Infinity);
  });

  it("goes forward", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 500 }), (shape, index) => {
        const [at, next] = [intendedOffsetMs(shape, index), intendedOffsetMs(shape, index + 1)];
        return next === Infinity || next > at;
      }),
    );
  });
});

describe("offeredCount", () => {
  it("counts exactly the iterations that should have started", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 20_000 }), (shape, elapsedMs) => {
        const count = offeredCount(shape, elapsedMs);
        if (count > 0) expect(intendedOffsetMs(shape, count - 1)).toBeLessThan(elapsedMs);
        expect(intendedOffsetMs(shape, count)).toBeGreaterThanOrEqual(elapsedMs);
      }),
    );
  });

  it("is nothing before the start", () => {
    expect(offeredCount({ kind: "constant", perSecond: 40 }, 0)).toBe(0);
    expect(offeredCount({ kind: "constant", perSecond: 40 }, -5)).toBe(0);
    expect(offeredCount({ kind: "constant", perSecond: 40 }, 1000)).toBe(40);
  });
});
