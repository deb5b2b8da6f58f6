import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ComparedMetric } from "../../../../model/comparison.ts";
import { primaryMetrics } from "../../../../testing/written-metrics.ts";
import { differenceScale, ratioScale } from "./effect-scale.ts";

const [metric] = primaryMetrics();
function withEffect(effect: ComparedMetric["effect"], changes: Partial<ComparedMetric> = {}): ComparedMetric {
  if (metric === undefined) throw new Error("the sample has a metric");
  return { ...metric, effect, ...changes };
}
const between = (low: number | null, estimate: number, high: number | null) => ({
  estimate,
  low,
  high,
  confidence: 0.98,
});
const labelsOf = (scale: { ticks: readonly { label: string }[] }) => scale.ticks.map(({ label }) => label).join(" ");

describe("ratioScale", () => {
  it.each([
    ["close to one", between(0.99, 1.01, 1.03), "0.95 0.98 1 1.02 1.05"],
    ["a tenth", between(0.8, 0.9, 1.1), "0.8 0.9 1 1.1"],
    ["threefold", between(1.4, 2, 3.1), "1 1.5 2 3"],
    ["out of all bounds", between(null, 1e300, null), "1 2 5 10 20 50 100"],
  ])("marks a span that is %s", (_what, effect, labels) => {
    expect(labelsOf(ratioScale([withEffect(effect)]))).toBe(labels);
  });

  it("has twice and half as far from one, and worse on the metric's own side", () => {
    const scale = ratioScale([withEffect(between(0.5, 1, 2))]);
    expect(scale.at(2)).toBeCloseTo(-scale.at(0.5));
    expect(scale.floorAt({ floor: 0.05, better: "lower" })).toBeCloseTo(Math.log(1.05));
    expect(scale.floorAt({ floor: 0.05, better: "higher" })).toBeCloseTo(-Math.log(1.05));
  });

  it("keeps whatever it is given on the drawing", () => {
    const any = fc.double({ noDefaultInfinity: true });
    fc.assert(
      fc.property(
        any,
        fc.option(any),
        fc.option(any),
        fc.double({ min: 0, noNaN: true }),
        (estimate, low, high, floor) => {
          const one = withEffect(between(low, estimate, high), { floor });
          for (const scale of [ratioScale([one]), differenceScale([one], "ms")]) {
            const places = [estimate, low ?? 0, high ?? 0].map(scale.at);
            for (const place of [...places, scale.floorAt(one)]) {
              expect(place).toBeGreaterThanOrEqual(scale.from);
              expect(place).toBeLessThanOrEqual(scale.to);
            }
            expect(scale.ticks.length).toBeLessThan(20);
          }
        },
      ),
    );
  });
});

describe("differenceScale", () => {
  it("marks round differences, zero among them", () => {
    const shares = withEffect(between(-0.0012, 0.0005, 0.0024), { floor: 0.01 });
    expect(labelsOf(differenceScale([shares], "share"))).toBe("0 +0.5 pp +1 pp");
    expect(labelsOf(differenceScale([withEffect(between(-900, 0, 2_000), { floor: 600 })], "ms"))).toBe(
      "−1 s 0 +1 s +2 s",
    );
  });

  it("has a width even when nothing differs", () => {
    expect(labelsOf(differenceScale([withEffect(between(0, 0, 0), { floor: 0 })], "count"))).toContain("0");
  });
});
