// How often the gate cries wolf, and how often it sees the wolf: seeded simulations of a build compared with itself and with
// one that is 10 % slower, ten runs a side and five primary metrics.

import { describe, expect, it } from "vitest";
import type { ComparisonStatus } from "../../model/comparison.ts";
import { sampleNormal, sampleSide } from "../../testing/sample-comparison.ts";
import { sampleResult } from "../../testing/sample-result.ts";
import { compareBatch } from "./compare-batch.ts";
import { defaultPolicy, policyFloor } from "./policy.ts";
import type { Side } from "./sides.ts";

const base = sampleResult({ loads: [], verdicts: [], faults: [] });
const names = ["inclusion.p50", "inclusion.p99", "submit.p50", "submit.p99", "throughput"].map(
  (name) => `load.x.${name}`,
);
const policy = { ...defaultPolicy, primary: ["load.x.*"] };

/** Marsaglia's xorshift: base/random.ts is for choosing targets and would take most of the time here. */
function xorshift(seed: number): { next(): number } {
  let state = seed;
  return {
    next() {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) / 2 ** 32;
    },
  };
}

interface World {
  /** Coefficient of variation from run to run. */
  readonly deviation: number;
  /** Share of the variance that all metrics of a run have in common. */
  readonly common: number;
  /** By which factor the candidate is slower. */
  readonly slower: number;
}

function drawSide(world: World, { label, random }: { label: string; random: { next(): number } }): Side {
  const shared = Array.from({ length: 10 }, () => sampleNormal(random));
  const values = names.map((name) => {
    const direction = name.endsWith("throughput") ? -1 : 1;
    return shared.map((common) => {
      const noise = Math.sqrt(world.common) * common + Math.sqrt(1 - world.common) * sampleNormal(random);
      return 100 * Math.exp(direction * (Math.log(world.slower) + world.deviation * noise));
    });
  });
  return sampleSide({
    label,
    base,
    values: Object.fromEntries(names.map((name, index) => [name, values[index] ?? []])),
  });
}

/** Share of comparisons with the status. */
function shareOf(status: ComparisonStatus, world: World, { count, seed }: { count: number; seed: number }): number {
  const random = xorshift(seed);
  let found = 0;
  for (let index = 0; index < count; index++) {
    const sides = {
      reference: drawSide({ ...world, slower: 1 }, { label: "reference", random }),
      candidate: drawSide(world, { label: "candidate", random }),
    };
    const batch = compareBatch({ sides, policy, floorOf: (metric) => policyFloor(metric, policy.floors) });
    if (batch.status === status) found += 1;
  }
  return found / count;
}

const atMost = (rate: number, count: number) => rate + 3 * Math.sqrt((rate * (1 - rate)) / count);

describe("the gate", () => {
  it.each([
    { what: "independent", common: 0, seed: 11 },
    { what: "correlated", common: 0.7, seed: 12 },
  ])("finds a build worse than itself in at most 1 % of comparisons: $what metrics", ({ common, seed }) => {
    const rate = shareOf("regression", { deviation: 0.08, common, slower: 1 }, { count: 1000, seed });
    expect(rate).toBeLessThanOrEqual(atMost(0.01, 1000));
  });

  it("finds a build that is 10 % slower, where runs differ by 3 %, in at least 95 % of comparisons", () => {
    const rate = shareOf("regression", { deviation: 0.03, common: 0.3, slower: 1.1 }, { count: 100, seed: 13 });
    expect(rate).toBeGreaterThanOrEqual(0.95);
  });

  it("shows a build not to be worse than itself where runs differ by 2 %", () => {
    const rate = shareOf("no_regression", { deviation: 0.02, common: 0.3, slower: 1 }, { count: 100, seed: 14 });
    expect(rate).toBeGreaterThanOrEqual(0.95);
  });
});
