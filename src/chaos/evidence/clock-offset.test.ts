import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../testing/manual-clock.ts";
import { measureOffset, narrow, rangeOf } from "./clock-offset.ts";
import { dateClock } from "./date-clock.fake.ts";

const url = "http://127.0.0.1:1";
const signal = new AbortController().signal;

async function measure(offsetMs: number, options: { replyMs?: number; startMs?: number } = {}) {
  const clock = new ManualClock();
  await clock.advance(options.startMs ?? 0);
  const { askDate } = dateClock({ clock, replyMs: options.replyMs ?? 1, offsetMs: () => offsetMs });
  return clock.drive(measureOffset({ url, clock, askDate, signal }));
}

describe("measureOffset", () => {
  it("finds any offset, from any moment of a second, to 50 ms", async () => {
    const offset = fc.integer({ min: -1e9, max: 1e9 });
    await fc.assert(
      fc.asyncProperty(
        offset,
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 0, max: 9 }),
        async (offsetMs, startMs, replyMs) => {
          const found = await measure(offsetMs, { startMs, replyMs });
          if (found.kind === "none") throw new Error(found.reason);
          expect(found.leastMs).toBeLessThanOrEqual(offsetMs);
          expect(found.mostMs).toBeGreaterThanOrEqual(offsetMs);
          expect(found.mostMs - found.leastMs).toBeLessThanOrEqual(50);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("gives what it has when the node answers too slowly to tell better", async () => {
    const found = await measure(-600_000, { replyMs: 400 });
    expect(found).toMatchObject({ kind: "range" });
    expect(found.kind === "range" && found.mostMs - found.leastMs).toBeGreaterThan(50);
  });

  it("starts again when the clock is moved while it looks", async () => {
    const clock = new ManualClock();
    await clock.advance(100);
    const { askDate } = dateClock({ clock, replyMs: 1, offsetMs: () => (clock.nowMs() < 300 ? 0 : 30_000) });
    const found = await clock.drive(measureOffset({ url, clock, askDate, signal }));
    expect(found.kind === "range" && found.leastMs <= 30_000 && found.mostMs >= 30_000).toBe(true);
  });

  it("says why when there is no date", async () => {
    const clock = new ManualClock();
    const askDate = async () => ({ kind: "none", reason: "ECONNREFUSED" }) as const;
    expect(await measureOffset({ url, clock, askDate, signal })).toEqual({ kind: "none", reason: "ECONNREFUSED" });
  });
});

describe("rangeOf and narrow", () => {
  it("bound the offset by question and answer", () => {
    const answer = { kind: "date", dateMs: 41_000, askedAtMs: 40_900, answeredAtMs: 40_910 } as const;
    expect(rangeOf(answer)).toEqual({ leastMs: 89, mostMs: 1100 });
  });

  it("contradict each other when the clock was moved", () => {
    expect(narrow({ leastMs: 0, mostMs: 10 }, { leastMs: 5, mostMs: 20 })).toEqual({ leastMs: 5, mostMs: 10 });
    expect(narrow({ leastMs: 0, mostMs: 10 }, { leastMs: 11, mostMs: 20 })).toBeUndefined();
  });
});
