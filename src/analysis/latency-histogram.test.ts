import fc from "fast-check";
import { build } from "hdr-histogram-js";
import { describe, expect, it } from "vitest";
import { ChaindrillError } from "../base/errors.ts";
import { LatencyHistogram } from "./latency-histogram.ts";

const latenciesMs = fc.array(fc.double({ min: 0, max: 5e6, noNaN: true }), { minLength: 1, maxLength: 60 });
const shares = [0.001, 0.07, 0.5, 0.9, 0.99, 0.999, 1];

function histogramOf(values: Iterable<number>): LatencyHistogram {
  const histogram = LatencyHistogram.empty();
  for (const value of values) histogram.record(value);
  return histogram;
}

const quantilesOf = (histogram: LatencyHistogram) => shares.map((share) => histogram.quantileMs(share));

describe("LatencyHistogram", () => {
  it("knows nothing while it is empty", () => {
    const histogram = LatencyHistogram.empty();
    expect([histogram.count, histogram.minMs, histogram.maxMs, histogram.meanMs, histogram.quantileMs(0.5)]).toEqual([
      0,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([...histogram.buckets()]).toEqual([]);
    expect(LatencyHistogram.decode(histogram.encode()).count).toBe(0);
  });

  it("takes a latency below zero for zero, and refuses what is no latency or no number of times", () => {
    const histogram = histogramOf([-0.4]);
    expect([histogram.minMs, histogram.maxMs, histogram.quantileMs(0.5)]).toEqual([0, 0, 0]);
    expect(() => histogram.record(Number.NaN)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: NaN ms is not a latency to record]`,
    );
    expect(() => histogram.record(Number.POSITIVE_INFINITY)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: Infinity ms is not a latency to record]`,
    );
    expect(() => histogram.record(1, 0.5)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: cannot record a latency 0.5 times]`,
    );
    expect(() => histogram.recordCorrected(1, 0)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: 0 ms is not an interval between samples]`,
    );
    expect(() => histogram.quantileMs(50)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: 50 is not a share in [0, 1]]`,
    );
    expect(histogram.count).toBe(1);
  });

  it("does not lose a rank to a product that lands above its integer", () => {
    // .07 * 100 is 7.000000000000001 in floating point.
    expect(histogramOf(Array.from({ length: 100 }, (_, index) => index + 1)).quantileMs(0.07)).toBe(7.003);
  });

  it("gives every quantile that hdr-histogram-js gives, clamped to the exact maximum", () => {
    fc.assert(
      fc.property(latenciesMs, (values) => {
        const library = build({ bitBucketSize: 64, lowestDiscernibleValue: 1, numberOfSignificantValueDigits: 3 });
        for (const value of values) library.recordValue(Math.round(value * 1000));
        const histogram = histogramOf(values);
        const maxUs = Math.max(...values.map((value) => Math.round(value * 1000)));
        const expected = shares.map((share) => Math.min(library.getValueAtPercentile(share * 100), maxUs) / 1000);
        expect(quantilesOf(histogram)).toEqual(expected);
        expect(histogram.meanMs).toBeCloseTo(library.mean / 1000, 6);
        expect(histogram.maxMs).toBe(maxUs / 1000);
      }),
    );
  });

  it("is within one part in a thousand of every value, from a microsecond to a month", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_600_000_000_000 }), (us) => {
        const histogram = histogramOf([us / 1000, 1e11]);
        const errorUs = (histogram.quantileMs(0.5) ?? 0) * 1000 - us;
        expect(errorUs).toBeGreaterThanOrEqual(-0.001);
        expect(errorUs).toBeLessThanOrEqual(us / 1000 + 0.001);
      }),
    );
  });

  it("merges into the histogram of all values together, and leaves the other as it was", () => {
    fc.assert(
      fc.property(latenciesMs, latenciesMs, (ours, theirs) => {
        const merged = histogramOf(ours);
        const other = histogramOf(theirs);
        const before = other.encode();
        merged.merge(other);
        const together = histogramOf([...ours, ...theirs]);
        expect(merged.encode()).toBe(together.encode());
        expect([merged.count, merged.minMs, merged.maxMs]).toEqual([together.count, together.minMs, together.maxMs]);
        expect(other.encode()).toBe(before);
      }),
    );
  });

  it("comes back from its text with the same counts, and writes the same text again", () => {
    fc.assert(
      fc.property(latenciesMs, (values) => {
        const histogram = histogramOf(values);
        const decoded = LatencyHistogram.decode(histogram.encode());
        expect([...decoded.buckets()]).toEqual([...histogram.buckets()]);
        expect(decoded.encode()).toBe(histogram.encode());
        expect(decoded.meanMs).toBe(histogram.meanMs);
        expect(decoded.maxMs ?? 0).toBeGreaterThanOrEqual(histogram.maxMs ?? 0);
        expect(decoded.minMs ?? 0).toBeLessThanOrEqual(histogram.minMs ?? 0);
      }),
    );
  });

  it("keeps counts that do not fit into 32 bits, also through its text", () => {
    const histogram = LatencyHistogram.empty();
    histogram.record(40, 3_000_000_000);
    for (let doublings = 0; doublings < 10; doublings++) histogram.merge(histogram);
    expect(histogram.count).toBe(3_072_000_000_000);
    expect(LatencyHistogram.decode(histogram.encode()).count).toBe(3_072_000_000_000);
  });

  it("forgets everything on reset and can be used again", () => {
    const histogram = histogramOf([1, 2, 3000]);
    histogram.reset();
    expect(histogram.quantileMs(0.5)).toBeUndefined();
    histogram.record(7);
    expect(histogram.encode()).toBe(histogramOf([7]).encode());
    expect([histogram.minMs, histogram.maxMs]).toEqual([7, 7]);
  });

  it("says of a text that was cut off that it cannot be read", () => {
    const text = histogramOf([1, 2, 3]).encode();
    expect(() => LatencyHistogram.decode(text.slice(0, 20))).toThrowErrorMatchingInlineSnapshot(
      `[ChaindrillError: a stored latency histogram of 20 characters cannot be read]`,
    );
    expect(() => LatencyHistogram.decode("")).toThrow(ChaindrillError);
    expect(() => LatencyHistogram.decode("{}")).toThrow(ChaindrillError);
  });
});
