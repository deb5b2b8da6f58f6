import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RateShape } from "../model/plan.ts";
import { createTickPlacer, type Placed, reorderMs } from "./assign-intended.ts";
import { intendedOffsetMs } from "./schedule.ts";

const shape: RateShape = { kind: "constant", perSecond: 100 };
const beganAtMs = 5000;

/** A tick of the schedule: how late its iteration started (or was dropped), and how late k6 told of it. */
const schedules = fc.array(
  fc.record({
    dropped: fc.boolean(),
    lateMs: fc.double({ min: 0, max: 8, noNaN: true }),
    toldAfterMs: fc.integer({ min: 0, max: 300 }),
  }),
  { minLength: 1, maxLength: 150 },
);

function place(ticks: readonly { atMs: number; toldAtMs: number; item: number }[]): Placed<number>[] {
  const placer = createTickPlacer<number>({ shape, beganAtMs });
  const told = ticks.toSorted((a, b) => a.toldAtMs - b.toldAtMs);
  const placed: Placed<number>[] = [];
  let seenUntilMs = 0;
  for (const tick of told) {
    placer.add(tick);
    seenUntilMs = Math.max(seenUntilMs, tick.atMs);
    placed.push(...placer.placed(seenUntilMs));
  }
  return [...placed, ...placer.rest()];
}

describe("createTickPlacer", () => {
  it("finds the tick of every iteration that started less than a period late, dropped ones among them", () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const ticks = schedule.map(({ lateMs, toldAfterMs }, item) => {
          const atMs = beganAtMs + intendedOffsetMs(shape, item) + lateMs;
          return { atMs, toldAtMs: atMs + toldAfterMs, item };
        });
        const placed = place(ticks);
        expect(placed.map(({ index }) => index)).toEqual(ticks.map((_, index) => index));
        expect(placed.map(({ item }) => item)).toEqual(ticks.map(({ item }) => item));
        for (const { intendedAtMs, index } of placed) {
          const exact = beganAtMs + intendedOffsetMs(shape, index);
          expect(intendedAtMs).toBeGreaterThanOrEqual(exact);
          expect(intendedAtMs).toBeLessThanOrEqual(exact + 1);
        }
      }),
    );
  });

  it("never says that an iteration started before it was due, however late and out of order they are", () => {
    const lateness = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { minLength: 1, maxLength: 150 });
    fc.assert(
      fc.property(lateness, (latenessMs) => {
        const ticks = latenessMs.map((lateMs, item) => {
          const atMs = beganAtMs + intendedOffsetMs(shape, item) + lateMs;
          return { atMs, toldAtMs: atMs, item };
        });
        for (const { atMs, intendedAtMs } of place(ticks)) expect(intendedAtMs).toBeLessThanOrEqual(atMs);
      }),
    );
  });

  it("finds the fraction of the start that k6 cuts off, from the tick that was least late", () => {
    const exactStartMs = beganAtMs + 0.7;
    const lateMs = [0.4, 0.05, 0.2, 0.3];
    const ticks = lateMs.map((late, item) => ({ atMs: exactStartMs + item * 10 + late, toldAtMs: item, item }));
    expect(place(ticks)[0]?.intendedAtMs).toBeCloseTo(exactStartMs + 0.05, 6);
  });

  it("holds back what an earlier tick may still come before", () => {
    const placer = createTickPlacer<string>({ shape, beganAtMs });
    placer.add({ atMs: beganAtMs + 10, item: "second" });
    expect(placer.placed(beganAtMs + 10)).toEqual([]);
    placer.add({ atMs: beganAtMs, item: "first" });
    expect(placer.placed(beganAtMs + 10 + reorderMs).map(({ item, index }) => [item, index])).toEqual([
      ["first", 0],
      ["second", 1],
    ]);
  });
});
