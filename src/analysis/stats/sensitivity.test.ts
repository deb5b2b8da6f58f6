import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LatencySample, sensitivity } from "./sensitivity.ts";
import { eachOnce } from "./wasserstein.ts";

const sampleOf = (values: readonly number[], lost = 0): LatencySample => ({ latenciesMs: eachOnce(values), lost });
const baseline = sampleOf([1, 2, 3, 4]);

describe("sensitivity", () => {
  // Vector 8.15.
  it("is the difference of the means when no distribution function crosses the other", () => {
    const altered = sampleOf([2, 3, 4, 9]);
    expect(sensitivity({ baseline, altered, capMs: 10, recovered: true })).toEqual({
      kind: "finite",
      scoreMs: 2,
      direction: "slower",
      distanceMs: 2,
      functionsCross: false,
    });
  });

  it("counts what was lost as the cap", () => {
    const altered = sampleOf([2, 3, 4], 1);
    expect(sensitivity({ baseline, altered, capMs: 10, recovered: true })).toMatchObject({ scoreMs: 2.25 });
  });

  it("cuts latencies off at the cap, so that one of an hour costs no more than a lost one", () => {
    const slow = sensitivity({ baseline, altered: sampleOf([2, 3, 4, 3.6e6]), capMs: 10, recovered: true });
    expect(slow).toEqual(sensitivity({ baseline, altered: sampleOf([2, 3, 4], 1), capMs: 10, recovered: true }));
  });

  it("has no finite value for a network that did not come back, whatever was answered before", () => {
    expect(sensitivity({ baseline, altered: baseline, capMs: 10, recovered: false })).toEqual({ kind: "infinite" });
  });

  it("tells when some got faster and others slower, which the means alone hide", () => {
    const altered = sampleOf([0, 2, 3, 5]);
    expect(sensitivity({ baseline, altered, capMs: 10, recovered: true })).toEqual({
      kind: "finite",
      scoreMs: 0,
      direction: "same",
      distanceMs: 0.5,
      functionsCross: true,
    });
  });

  it("takes histograms of a hundred million samples as they are", () => {
    const large = (shiftMs: number): LatencySample => ({
      latenciesMs: [10, 20, 30].map((value) => [value + shiftMs, 1e8] as const),
      lost: 0,
    });
    expect(sensitivity({ baseline: large(0), altered: large(5), capMs: 100, recovered: true })).toMatchObject({
      scoreMs: 5,
      functionsCross: false,
    });
  });

  it("swaps its direction and nothing else with its sides, and never exceeds the distance or the cap", () => {
    const samples = fc.record({
      latenciesMs: fc.array(fc.tuple(fc.double({ min: 0, max: 500, noNaN: true }), fc.integer({ min: 1, max: 1000 })), {
        minLength: 1,
        maxLength: 8,
      }),
      lost: fc.integer({ min: 0, max: 50 }),
    });
    fc.assert(
      fc.property(samples, samples, (one, other) => {
        const there = sensitivity({ baseline: one, altered: other, capMs: 100, recovered: true });
        const back = sensitivity({ baseline: other, altered: one, capMs: 100, recovered: true });
        if (there.kind === "infinite" || back.kind === "infinite") throw new Error("a network that recovered");
        expect(there.scoreMs).toBeCloseTo(back.scoreMs, 9);
        expect([there.direction, back.direction].sort().join()).toMatch(/^(faster,slower|same,same)$/);
        expect(there.scoreMs).toBeLessThanOrEqual(there.distanceMs + 1e-9);
        expect(there.distanceMs).toBeLessThanOrEqual(100 + 1e-9);
      }),
    );
  });
});
