import { describe, expect, it } from "vitest";
import type { Trial } from "../../model/capacity.ts";
import { scalabilityOf } from "./scalability-of.ts";

/** A trial whose throughput follows the law with a of .02 and b of .0005 at this concurrency. */
function trialAt(inFlight: number, change: Partial<Trial["measured"] & object> = {}): Trial {
  const throughput = (100 * inFlight) / (1 + 0.02 * (inFlight - 1) + 0.0005 * inFlight * (inFlight - 1));
  return {
    wish: { perSecond: throughput, purpose: "bracket" },
    outcome: { kind: "pass" },
    measured: {
      seconds: 10,
      offeredPerSecond: throughput,
      achievedPerSecond: throughput,
      includedPerSecond: null,
      p50Ms: (inFlight / throughput) * 1000,
      p95Ms: null,
      p99Ms: null,
      poolPerSecond: null,
      ...change,
    },
    tookMs: 30_000,
    dir: "",
  };
}

describe("scalabilityOf", () => {
  it("finds the law in throughput and latency, by the concurrency that follows from both", () => {
    const fit = scalabilityOf([1, 4, 10, 20, 40, 60, 90].map((inFlight) => trialAt(inFlight)));
    expect(fit?.contention).toBeCloseTo(0.02, 4);
    expect(fit?.coherency).toBeCloseTo(0.0005, 5);
    expect(fit?.peak).toBeCloseTo(Math.sqrt(0.98 / 0.0005), 1);
  });

  it("claims no peak beyond what was measured", () => {
    expect(scalabilityOf([1, 2, 4, 8, 12].map((inFlight) => trialAt(inFlight)))?.peak).toBeNull();
  });

  it("says nothing of four points", () => {
    expect(scalabilityOf([1, 4, 10, 20].map((inFlight) => trialAt(inFlight)))).toBeNull();
    const unmeasured = { ...trialAt(40), measured: null };
    expect(scalabilityOf([...[1, 4, 10, 20].map((inFlight) => trialAt(inFlight)), unmeasured])).toBeNull();
  });
});
