import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascending, quantileOf } from "../quantile.ts";
import { BucketLatencies } from "./bucket-latencies.ts";

describe("BucketLatencies", () => {
  it("knows nothing of a bucket without latencies, and keeps buckets apart", () => {
    const latencies = new BucketLatencies(3);
    latencies.record(1, 8);
    expect([0, 1, 2].map((bucket) => latencies.quantileMs(bucket, 0.5))).toEqual([null, 8, null]);
  });

  it("is at most one part in 128 above the exact quantile, and never below it", () => {
    const values = fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.9, 0.99), (latenciesMs, share) => {
        const latencies = new BucketLatencies(1);
        for (const latencyMs of latenciesMs) latencies.record(0, latencyMs);
        const exact = quantileOf(ascending(latenciesMs), share) ?? Number.NaN;
        const found = latencies.quantileMs(0, share) ?? Number.NaN;
        expect(found).toBeGreaterThanOrEqual(exact - 0.001);
        expect(found).toBeLessThanOrEqual(exact * (1 + 1 / 128) + 0.001);
      }),
    );
  });

  it("counts what took longer than it can tell, and what took less than nothing", () => {
    const latencies = new BucketLatencies(1);
    latencies.record(0, 1e9);
    expect(latencies.quantileMs(0, 0.5)).toBeCloseTo(4_294_967, 0);
    latencies.record(0, -3);
    expect(latencies.quantileMs(0, 0.5)).toBe(0);
  });
});
