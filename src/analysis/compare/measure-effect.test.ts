import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureEffect } from "./measure-effect.ts";

const time = { scale: "ratio", better: "lower" } as const;
const rate = { scale: "ratio", better: "higher" } as const;
const share = { scale: "difference", better: "lower" } as const;
const times = (count: number, value: number) => Array.from({ length: count }, (_, index) => value + index / 1000);
const never = (count: number) => Array.from({ length: count }, () => Number.POSITIVE_INFINITY);
const measure = (
  metric: typeof time | typeof rate | typeof share,
  samples: Parameters<typeof measureEffect>[1]["samples"],
) => measureEffect(metric, { samples, floor: 0.1, alpha: 0.01 });

describe("measureEffect", () => {
  it("tells the factor of times, its interval and the chance of it", () => {
    const { effect, pWorse, method, probabilityWorse } = measure(time, {
      reference: times(10, 100),
      candidate: times(10, 120),
    });
    expect(effect?.estimate).toBeCloseTo(1.2, 4);
    expect(effect?.low).toBeGreaterThan(1.199);
    expect(effect?.high).toBeLessThan(1.201);
    expect(effect?.confidence).toBeGreaterThanOrEqual(0.98);
    expect(pWorse).toBeCloseTo(1 / 184_756, 12);
    expect({ method, probabilityWorse }).toEqual({ method: "exact", probabilityWorse: 1 });
  });

  it("takes less of a rate for worse", () => {
    const { pWorse, pBetter, probabilityWorse, effect } = measure(rate, {
      reference: times(10, 100),
      candidate: times(10, 50),
    });
    expect(effect?.estimate).toBeCloseTo(0.5, 3);
    expect(pWorse).toBeLessThan(0.0001);
    expect(pBetter).toBe(1);
    expect(probabilityWorse).toBe(1);
  });

  it("finds nothing where all runs gave the same", () => {
    const same = times(10, 5).map(() => 5);
    expect(measure(time, { reference: same, candidate: same })).toMatchObject({
      isAllEqual: true,
      pWorse: 1,
      pBetter: 1,
      probabilityWorse: 0.5,
      effect: { estimate: 1, low: 1, high: 1 },
    });
  });

  it("compares shares by their difference, also where all are zero", () => {
    const none = times(10, 0).map(() => 0);
    expect(measure(share, { reference: none, candidate: none }).effect).toMatchObject({ estimate: 0, low: 0, high: 0 });
    const { effect, floor } = measure(share, { reference: none, candidate: none.map(() => 0.03) });
    expect(effect?.estimate).toBeCloseTo(0.03);
    expect(floor).toBe(0.1);
  });

  it("compares times by their difference where one is zero, with the floor as a share of the usual time", () => {
    const reference = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const { scale, effect, floor, pWorse } = measure(time, { reference, candidate: times(10, 3000) });
    expect(scale).toBe("difference");
    expect(effect?.estimate).toBeCloseTo(3000, 1);
    expect(floor).toBeCloseTo(300, 1);
    expect(pWorse).toBeLessThan(0.0001);
  });

  it("ranks what never came behind everything that did", () => {
    const { effect, pWorse, method } = measure(time, {
      reference: times(10, 100),
      candidate: [...times(8, 120), ...never(2)],
    });
    expect(method).toBe("exact");
    expect(effect?.estimate).toBeCloseTo(1.2, 2);
    expect(pWorse).toBeLessThan(0.0001);
  });

  it("asks how many never came, where most of them did not", () => {
    const { effect, method, pWorse, pBetter } = measure(time, {
      reference: times(10, 100),
      candidate: [...times(3, 90), ...never(7)],
    });
    expect(effect).toBeNull();
    expect(method).toBe("fisher");
    expect(pWorse).toBeCloseTo(120 / 77_520, 8);
    expect(pBetter).toBe(1);
  });

  it("leaves the interval open where runs that never came bound nothing", () => {
    const { effect } = measure(time, {
      reference: times(10, 100),
      candidate: [...times(6, 100), ...never(4)],
    });
    expect(effect?.high).toBeNull();
    expect(effect?.low).not.toBeNull();
  });

  const positive = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 });

  it("mirrors when the sides change places", () => {
    fc.assert(
      fc.property(positive, positive, (reference, candidate) => {
        const there = measure(time, { reference, candidate });
        const back = measure(time, { reference: candidate, candidate: reference });
        expect(back.pBetter).toBeCloseTo(there.pWorse, 9);
        expect(back.probabilityWorse).toBeCloseTo(1 - there.probabilityWorse, 9);
        expect(Math.log(back.effect?.estimate ?? 0)).toBeCloseTo(-Math.log(there.effect?.estimate ?? 0), 6);
      }),
      { numRuns: 60 },
    );
  });

  it("does not depend on the unit of the values", () => {
    fc.assert(
      fc.property(positive, positive, (reference, candidate) => {
        const scaled = (values: readonly number[]) => values.map((value) => value * 1024);
        const one = measure(time, { reference, candidate });
        const other = measure(time, { reference: scaled(reference), candidate: scaled(candidate) });
        expect(other.pWorse).toBe(one.pWorse);
        expect(other.effect?.estimate).toBeCloseTo(
          one.effect?.estimate ?? 0,
          6 - Math.ceil(Math.log10(1 + (one.effect?.estimate ?? 0))),
        );
      }),
      { numRuns: 60 },
    );
  });
});
