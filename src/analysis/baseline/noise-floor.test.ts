import { describe, expect, it } from "vitest";
import { sampleBaseline } from "../../testing/sample-baseline.ts";
import { sampleRequest, sampleSide } from "../../testing/sample-comparison.ts";
import { compareRuns } from "../compare/compare-runs.ts";
import { noiseFloor } from "./noise-floor.ts";

const p50 = { name: "load.x.inclusion.p50", scale: "ratio" } as const;
const nights = (effects: readonly number[], isAa = true) =>
  sampleBaseline(effects.map((effect) => ({ isAa, metrics: { [p50.name]: { effect } } })));
const quiet = Array.from({ length: 19 }, () => 1.01);

describe("noiseFloor", () => {
  it("is what 19 of 20 A/A nights stayed below", () => {
    expect(noiseFloor(nights([...quiet, 1.3]), p50)).toBeCloseTo(0.01);
    expect(noiseFloor(nights([...quiet.slice(1), 1.2, 1.3]), p50)).toBeCloseTo(0.2);
  });

  it("takes a ratio and its reverse for equally far", () => {
    expect(noiseFloor(nights([...quiet.slice(1), 1 / 1.2, 1.3]), p50)).toBeCloseTo(0.2);
  });

  it("is unknown below twenty A/A nights, whatever the others say", () => {
    expect(noiseFloor(nights(quiet), p50)).toBeUndefined();
    expect(noiseFloor(nights([...quiet, ...quiet], false), p50)).toBeUndefined();
  });

  it("does not mix ratios with differences", () => {
    const mixed = nights([...quiet, 1.2]);
    expect(noiseFloor(mixed, { ...p50, scale: "difference" })).toBeUndefined();
  });

  it("raises the floor of a comparison", () => {
    const values = { [p50.name]: Array.from({ length: 10 }, (_, index) => 100 + index / 10) };
    const slower = { [p50.name]: Array.from({ length: 10 }, (_, index) => 110 + index / 10) };
    const request = sampleRequest({
      reference: sampleSide({ label: "a", values }),
      candidate: sampleSide({ label: "b", values: slower }),
    });
    const baseline = nights([...quiet, 1.15, 1.16]);
    expect(compareRuns(request).verdict.status).toBe("regression");
    const compared = compareRuns({ ...request, baseline });
    expect(compared.verdict.status).toBe("no_regression");
    expect(compared.batches[0]?.metrics[0]?.floor).toBeCloseTo(0.15);
    expect(compared.notes.join()).toMatch(/baseline nightly/);
  });
});
