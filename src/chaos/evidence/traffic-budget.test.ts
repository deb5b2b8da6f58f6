import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandwidth8, delay50, loss30, shapeWith } from "../network/sample-rules.fake.ts";
import { trafficBudget } from "./traffic-budget.ts";

const takesMs = ({ flow, bulkMs = 0 }: ReturnType<typeof trafficBudget>): number =>
  bulkMs + (flow === undefined ? 0 : flow.count * flow.everyMs + flow.waitMs);

describe("a measurement", () => {
  it("takes 200 packets where there is time", () => {
    expect(trafficBudget({ shape: loss30, ways: 1, durationMs: 20_000 })).toEqual({
      flow: { count: 200, everyMs: 5, bytes: 200, waitMs: 200 },
      bulkMs: undefined,
    });
  });
  it("waits for packets that are delayed, on every way", () => {
    expect(trafficBudget({ shape: delay50, ways: 2, durationMs: undefined }).flow?.waitMs).toBe(320);
  });
  it("of a bandwidth is a transfer and no single packets", () => {
    expect(trafficBudget({ shape: bandwidth8, ways: 1, durationMs: 20_000 })).toEqual({
      flow: undefined,
      bulkMs: 1000,
    });
  });
  it("does not fill a slow link with its own packets", () => {
    const shape = shapeWith({ rateBytesPerSecond: 12_500, loss: { percent: 10, correlation: 0 } });
    const { flow } = trafficBudget({ shape, ways: 1, durationMs: 20_000 });
    expect(flow?.everyMs).toBeCloseTo(77.4, 1);
  });
  it("takes at most half of the fault and 2 s, but for its fewest packets and what the delay itself takes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 100_000 }),
        fc.integer({ min: 0, max: 5000 }),
        (durationMs, latencyMs) => {
          const shape = shapeWith({ delay: { latencyMs, jitterMs: 0, correlation: 0, reorder: undefined } });
          const fewest = 20 * 5 + 2 * latencyMs + 200;
          const most = Math.max(fewest, Math.min(2000, durationMs / 2));
          expect(takesMs(trafficBudget({ shape, ways: 2, durationMs }))).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
