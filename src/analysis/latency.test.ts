import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleSizeFor, summarizeLatencies } from "./latency.ts";

describe("sampleSizeFor", () => {
  it.each([
    [0.5, 5],
    [0.9, 29],
    [0.95, 59],
    [0.99, 299],
    [0.999, 2995],
  ])("asks for enough samples to support the %d quantile", (quantile, size) => {
    expect(sampleSizeFor(quantile)).toBe(size);
  });
});

describe("summarizeLatencies", () => {
  it("gives no percentile that the sample does not support", () => {
    expect(summarizeLatencies([])).toEqual({
      count: 0,
      p50: null,
      p90: null,
      p95: null,
      p99: null,
      p999: null,
      max: null,
    });
    const summary = summarizeLatencies(Array.from({ length: 298 }, (_, index) => index));
    expect(summary.p95).not.toBeNull();
    expect(summary.p99).toBeNull();
  });

  it("keeps latencies below a millisecond apart", () => {
    expect(summarizeLatencies([0.1, 0.2, 0.3, 0.4, 0.5])).toMatchObject({ p50: 0.3, max: 0.5 });
  });

  it("takes clocks that disagree for no latency at all", () => {
    expect(summarizeLatencies([-0.4])).toMatchObject({ count: 1, max: 0 });
  });

  // Vector 8.10 of the HDR histogram tests: 10 000 x 1 ms and one of 100 s.
  it("shows the one outlier in its maximum and not in p99.9", () => {
    const summary = summarizeLatencies([...Array.from({ length: 10_000 }, () => 1), 100_000]);
    expect(summary).toMatchObject({ count: 10_001, p999: 1, max: 100_000 });
  });

  it("keeps percentiles in order, within one part in a thousand of the exact ones", () => {
    const latencies = fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), { minLength: 30, maxLength: 200 });
    fc.assert(
      fc.property(latencies, (values) => {
        const { p50, p90, max } = summarizeLatencies(values);
        const exact = values.toSorted((a, b) => a - b)[Math.ceil(0.9 * values.length) - 1] ?? Number.NaN;
        expect(p50).toBeLessThanOrEqual(p90 ?? 0);
        expect(p90).toBeLessThanOrEqual(max ?? 0);
        expect(Math.abs((p90 ?? 0) - exact)).toBeLessThanOrEqual(Math.max(0.001, exact * 0.001));
      }),
    );
  });
});
