import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GeneratorClock } from "./generator-clock.ts";

const originWallMs = 1_795_451_633_198.625;

describe("GeneratorClock", () => {
  it("finds the origin within what Unix time is cut off by, however late the readings were", () => {
    const reading = fc.record({
      elapsedMs: fc.double({ min: 0, max: 900, noNaN: true }),
      lateMs: fc.double({ min: 0, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 31 }), (readings) => {
        const clock = new GeneratorClock();
        // Unix time is read first: what happens in between makes the generator's own reading too late.
        for (const { elapsedMs, lateMs } of readings) {
          clock.read({ wallMs: Math.floor(originWallMs + elapsedMs), elapsedMs: elapsedMs + lateMs });
        }
        const least = Math.min(...readings.map(({ lateMs }) => lateMs));
        expect(clock.originWallMs).toBeLessThanOrEqual(originWallMs + 1e-3);
        expect(clock.originWallMs).toBeGreaterThan(originWallMs - 1 - least - 1e-3);
      }),
    );
  });

  it("is settled after enough readings, or when a second has passed, and then no step of the wall clock moves it", () => {
    const clock = new GeneratorClock();
    expect(clock.originWallMs).toBeUndefined();
    clock.read({ wallMs: 5000, elapsedMs: 100 });
    expect(clock.isSettled(1100)).toBe(false);
    expect(clock.isSettled(1101)).toBe(true);
    clock.read({ wallMs: 99_000, elapsedMs: 1200 });
    expect(clock.originWallMs).toBe(4900);
  });
});
