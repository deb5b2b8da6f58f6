import { describe, expect, it } from "vitest";
import { sampleBaseline } from "../../testing/sample-baseline.ts";
import { rtoClaims } from "./rto-claims.ts";

const night = (...values: (number | "censored")[]) => ({ metrics: { "rta.split.service": { values } } });

describe("rtoClaims", () => {
  it("says how little a few nights show", () => {
    const baseline = sampleBaseline([night(9000, 12_000), night(31_000, 8000, "censored")]);
    expect(rtoClaims(baseline, 30_000)).toEqual([
      "split: the service was back within 30.0 s after 3 of 5 injections; at least 18.9 % of recoveries are, at 95 % confidence",
    ]);
  });

  it("claims nothing of what was never injected", () => {
    expect(rtoClaims(sampleBaseline([]), 30_000)).toEqual([]);
  });
});
