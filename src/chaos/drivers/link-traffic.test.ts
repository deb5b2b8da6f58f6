import { describe, expect, it } from "vitest";
import type { TrafficShape } from "../../model/traffic.ts";
import { selectNodes } from "../../testing/sample-fault.ts";
import { bandwidthOf, delayOf, lossOf, shaping } from "../../testing/sample-pod-faults.ts";
import { processFacts as facts, failuresIn, openBroken, openFakeBench } from "./bench.fake.ts";

const one = selectNodes("signer-0");
const between = (shape: Partial<TrafficShape>, direction: "to" | "from" | "both" = "to") =>
  shaping(shape, { selection: one, target: one, direction });
const nodes = { sources: ["signer-0"], peers: ["signer-1"] };

describe("delay and rate between processes", () => {
  it.each(["to", "from", "both"] as const)("delay %s: seen, and seen to be gone", async (direction) => {
    await using b = openFakeBench();
    const active = await b.inject(between(delayOf(50), direction), nodes);
    const evidence = await b.settle(active.evidence());
    expect(failuresIn(evidence)).toEqual([]);
    expect(evidence.observations[0]?.found).toBe(`${direction === "both" ? 100 : 50}.0 ms more`);
    await active.revert();
    await active.revert();
    expect(failuresIn(await b.settle(active.evidenceOfEnd()))).toEqual([]);
  });

  it("bandwidth: measured on a way of its own through the link", async () => {
    await using b = openFakeBench();
    const active = await b.inject(between(bandwidthOf(1_000_000)), nodes);
    const evidence = await b.settle(active.evidence());
    expect(evidence.observations).toMatchInlineSnapshot(`
      [
        {
          "asExpected": true,
          "expected": "8.00 Mbit/s",
          "found": "8.00 Mbit/s (8000.00 Mbit/s before)",
          "what": "rate of link signer-0 to signer-1",
        },
      ]
    `);
    await active.revert();
    expect(failuresIn(await b.settle(active.evidenceOfEnd()))).toEqual([]);
  });

  it("is not seen when nothing was slowed", async () => {
    await using b = openBroken("leaky-cut");
    const active = await b.inject(between({ ...delayOf(50), rateBytesPerSecond: 1_000_000 }), nodes);
    expect(failuresIn(await b.settle(active.evidence()))).toMatchInlineSnapshot(`
      [
        "delay of link signer-0 to signer-1: expected 50 ms more, give or take 10 ms, found 0.0 ms more",
        "rate of link signer-0 to signer-1: expected 8.00 Mbit/s, found 8000.00 Mbit/s (8000.00 Mbit/s before)",
      ]
    `);
    await active.revert();
  });

  it("is not over when it is still slow", async () => {
    await using b = openBroken("stuck-cut");
    const active = await b.inject(between({ ...delayOf(50), rateBytesPerSecond: 1_000_000 }), nodes);
    await b.settle(active.evidence());
    await active.revert();
    expect(failuresIn(await b.settle(active.evidenceOfEnd()))).toMatchInlineSnapshot(`
      [
        "link signer-0 to signer-1: expected answered in less than 50 ms, found answered after 52.0 ms",
        "rate of link signer-0 to signer-1: expected more than 9.20 Mbit/s, found 8.00 Mbit/s",
      ]
    `);
  });

  it.each([
    ["loss", between(lossOf(10))],
    [
      "reorder",
      between({
        delay: { latencyMs: 5, jitterMs: 0, correlation: 0, reorder: { percent: 9, correlation: 0, gap: 0 } },
      }),
    ],
    ["a delay of everything", shaping(delayOf(50), { selection: one })],
  ])("refuses %s", (_, action) => {
    const support = openFakeBench().driver.support(action, facts);
    expect(support.kind === "refused" && support.why).toMatch(/packets to (lose|reorder)|name the target/);
  });
});
