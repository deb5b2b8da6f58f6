import { describe, expect, it } from "vitest";
import { InterruptedError } from "../base/errors.ts";
import { ManualClock } from "./manual-clock.ts";

describe("ManualClock", () => {
  it("fires timers in the order of their due times, at their due times", async () => {
    const clock = new ManualClock();
    const fired: string[] = [];
    clock.after(30, () => fired.push(`late at ${clock.nowMs()}`));
    clock.after(10, () => fired.push(`early at ${clock.nowMs()}`));
    await clock.advance(30);
    expect(fired).toEqual(["early at 10", "late at 30"]);
  });

  it("does not fire what is due later, nor what was disposed", async () => {
    const clock = new ManualClock();
    const fired: string[] = [];
    clock.after(11, () => fired.push("later"));
    clock.after(5, () => fired.push("disposed"))[Symbol.dispose]();
    await clock.advance(10);
    expect(fired).toEqual([]);
    expect(clock.pending).toBe(1);
  });

  it("ticks on a grid until disposed", async () => {
    const clock = new ManualClock();
    const ticks: number[] = [];
    const ticking = clock.every(10, () => {
      ticks.push(clock.nowMs());
      if (ticks.length === 3) ticking[Symbol.dispose]();
    });
    await clock.advance(100);
    expect(ticks).toEqual([10, 20, 30]);
    expect(clock.pending).toBe(0);
  });

  it("ends a sleep with the reason of its signal", async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(1000, controller.signal);
    controller.abort(new InterruptedError("enough"));
    await expect(sleeping).rejects.toThrow("enough");
    expect(clock.pending).toBe(0);
  });

  it("drives work to its end", async () => {
    const clock = new ManualClock();
    const work = async () => {
      await clock.sleep(500);
      await clock.sleep(250);
      return clock.nowMs();
    };
    expect(await clock.drive(work())).toBe(750);
  });

  it("tells when driven work waits for nothing", async () => {
    await expect(new ManualClock().drive(new Promise(() => {}))).rejects.toThrowErrorMatchingInlineSnapshot(
      `[Error: stuck at 0 ms: the work waits, but no timer is set]`,
    );
  });
});
