import { describe, expect, it } from "vitest";
import type { Capacity, CapacityAnswer } from "../../model/capacity.ts";
import { generatorBoundCapacity, sampleCapacity } from "../../testing/sample-capacity.ts";
import { describeAnswer, describeLimit, describeScalability, describeTrial } from "./describe-capacity.ts";

const found: CapacityAnswer = {
  kind: "found",
  low: 322,
  high: 336,
  reason: "latency",
  why: "p99 is 2.2 s, asked 2.0 s",
  limit: "gas-limit",
  limitedBy: "blocks were 99 % full",
};
const answered = (change: Partial<typeof found>): Capacity => sampleCapacity({ answer: { ...found, ...change } });

describe("describeAnswer", () => {
  it.each([
    ["bounds", answered({})],
    ["a cap", answered({ high: null, reason: null, why: null, limit: null, limitedBy: null })],
    ["a generator", generatorBoundCapacity()],
    ["nothing", sampleCapacity({ answer: { kind: "unknown", why: "no answer after 40 trials in 1 h 10 m" } })],
  ])("is one sentence for %s", (what, capacity) => {
    expect(describeAnswer(capacity)).toBe(sentences[what]);
  });

  const sentences: Record<string, string> = {
    bounds: "transfers sustains 322/s, and not 336/s.",
    "a cap": "transfers sustains at least 322/s; nothing above was tried.",
    "a generator":
      "transfers sustains at least 295/s; at 308/s the generator is the limit, so this is no measurement of the network.",
    nothing: "The capacity of transfers is unknown: no answer after 40 trials in 1 h 10 m.",
  };
});

describe("describeLimit", () => {
  it("gives the reason with its numbers, and the limit behind it", () => {
    expect(describeLimit(answered({}))).toMatchInlineSnapshot(
      `"At 336/s, latency: p99 is 2.2 s, asked 2.0 s; limited by gas-limit: blocks were 99 % full."`,
    );
    expect(describeLimit(answered({ limit: "none", limitedBy: "the rate was met" }))).toMatchInlineSnapshot(
      `"At 336/s, latency: p99 is 2.2 s, asked 2.0 s; nothing was at its limit."`,
    );
    expect(describeLimit(answered({ limit: "unknown", limitedBy: "both were busy" }))).toMatchInlineSnapshot(
      `"At 336/s, latency: p99 is 2.2 s, asked 2.0 s; limit unknown: both were busy."`,
    );
    expect(describeLimit(generatorBoundCapacity())).toMatchInlineSnapshot(
      `"At 308/s, generator-bound: the generator was the limit: it kept 1.0 of 2 cores busy."`,
    );
  });

  it("has nothing to say where nothing failed", () => {
    expect(describeLimit(answered({ high: null, reason: null }))).toBeUndefined();
  });
});

describe("describeScalability", () => {
  it("names the peak, or that there is none in range", () => {
    const fit = { contention: 0.0213, coherency: 0.000_123_4 };
    expect(describeScalability(sampleCapacity({ scalability: { ...fit, peak: 89.4 } }))).toMatchInlineSnapshot(
      `"Over concurrency (Little's law): contention 2.13 %, coherency 0.00012; throughput is highest at 89 in flight."`,
    );
    expect(describeScalability(sampleCapacity({ scalability: { ...fit, peak: null } }))).toMatchInlineSnapshot(
      `"Over concurrency (Little's law): contention 2.13 %, coherency 0.00012; no peak in the range that was measured."`,
    );
    expect(describeScalability(sampleCapacity({ scalability: null }))).toBeUndefined();
  });
});

describe("describeTrial", () => {
  it("tells in a line what came of it", () => {
    expect(sampleCapacity().trials.slice(0, 3).map(describeTrial)).toMatchInlineSnapshot(`
      [
        "200/s (bracket) pass, 200/s done, p50 135 ms, p99 270 ms",
        "400/s (bracket) latency, 330/s done, p50 2.2 s, p99 4.3 s: p99 is 4.3 s, asked 2.0 s",
        "283/s (narrow) invalid, – done, p50 –, p99 –: the network did not become steady, though the load was met",
      ]
    `);
  });
});
