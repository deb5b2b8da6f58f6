import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../testing/manual-clock.ts";
import { sampleResult } from "../../testing/sample-result.ts";
import { type AbTurn, orderRuns } from "./order-runs.ts";
import { type BatchOptions, runBatch } from "./run-batch.ts";

const ask = { pairs: 3, seed: 1, batch: 0, maxReplacements: 2, firstOrder: 0 };

function batch(invalidOf: (turn: AbTurn, order: number) => string[], options: Partial<BatchOptions> = {}) {
  const said: string[] = [];
  const clock = new ManualClock();
  const runs = runBatch({
    ...ask,
    clock,
    say: (line) => said.push(line),
    runOne: async (turn, order) => {
      await clock.advance(60_000);
      return { dir: `runs/${order}`, result: { ...sampleResult(), invalid: invalidOf(turn, order) } };
    },
    ...options,
  });
  return { runs, said };
}

describe("orderRuns", () => {
  it("runs each side once in every pair, in an order that the seed draws", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, pairs) => {
        const turns = orderRuns({ pairs, seed, batch: 0 });
        for (let pair = 0; pair < pairs; pair++) {
          const sides = turns.slice(pair * 2, pair * 2 + 2);
          expect(sides.map((turn) => turn.pair)).toEqual([pair, pair]);
          expect(new Set(sides.map((turn) => turn.side)).size).toBe(2);
        }
        expect(orderRuns({ pairs, seed, batch: 0 })).toEqual(turns);
      }),
    );
  });

  it("lets either side go first about as often, and differently in the second batch", () => {
    const firsts = (number: number) =>
      orderRuns({ pairs: 200, seed: 1, batch: number }).filter(({ side }, at) => at % 2 === 0 && side === "reference");
    expect(firsts(0).length).toBeGreaterThan(70);
    expect(firsts(0).length).toBeLessThan(130);
    expect(firsts(1)).not.toEqual(firsts(0));
  });
});

describe("runBatch", () => {
  it("makes every run of every pair and says how long it will take", async () => {
    const { runs, said } = batch(() => []);
    const made = await runs;
    expect(made.map(({ order }) => order)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(made.map(({ side, pair }) => ({ side, pair }))).toEqual(orderRuns(ask));
    expect(said[0]).toMatch(/^run 1 of 6: \w+, pair 1$/);
    expect(said[5]).toMatch(/^run 6 of 6: \w+, pair 3, about 1 m 00 s left$/);
  });

  it("replaces an invalid run at the end, and keeps it to be shown", async () => {
    const made = await batch((_turn, order) => (order === 1 ? ["iterations were dropped"] : [])).runs;
    expect(made).toHaveLength(7);
    expect(made[6]).toMatchObject({ side: made[1]?.side, pair: made[1]?.pair, order: 6 });
    expect(made[1]?.result.invalid).toEqual(["iterations were dropped"]);
  });

  it("replaces no more runs of a side than it may", async () => {
    const bad = (turn: AbTurn) => (turn.side === "candidate" && turn.pair > 0 ? ["dropped"] : []);
    const made = await batch(bad, { maxReplacements: 1 }).runs;
    expect(made.filter((run) => run.side === "candidate")).toHaveLength(4);
  });

  it("gives up on a side that never has a valid run", async () => {
    const { runs } = batch((turn) => (turn.side === "candidate" ? ["it never became steady"] : []));
    await expect(runs).rejects.toThrow("none of the first 3 runs of the candidate is valid: it never became steady");
  });

  it("ends with whatever ends the job", async () => {
    const runs = batch(() => [], { runOne: () => Promise.reject(new Error("interrupted")) }).runs;
    await expect(runs).rejects.toThrow("interrupted");
  });
});
