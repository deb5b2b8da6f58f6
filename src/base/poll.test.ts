import { describe, expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { DeadlineError, InterruptedError } from "./errors.ts";
import { orAborted, poll, within } from "./poll.ts";

describe("poll", () => {
  const rhythm = { awaited: "signer-2 to answer on RPC", withinMs: 1000, everyMs: 300 };

  it("asks until it is done, also past looks that throw", async () => {
    const clock = new ManualClock();
    const answers = [{ notYet: "refused" }, undefined, { done: 42 }];
    const look = async () => {
      const answer = answers.shift();
      if (answer === undefined) throw new Error("reset");
      return answer as { done: number } | { notYet: string };
    };
    expect(await clock.drive(poll({ ...rhythm, clock }, look))).toBe(42);
    expect(clock.nowMs()).toBe(600);
  });

  it("looks a last time at its deadline, and then tells what was awaited and last seen", async () => {
    const clock = new ManualClock();
    const lookedAtMs: number[] = [];
    const look = async () => {
      lookedAtMs.push(clock.nowMs());
      throw new Error("refused");
    };
    const waiting = clock.drive(poll({ ...rhythm, clock }, look));
    await expect(waiting).rejects.toThrowErrorMatchingInlineSnapshot(
      `[DeadlineError: waited 1000 ms for signer-2 to answer on RPC; last seen: refused]`,
    );
    expect(lookedAtMs).toEqual([0, 300, 600, 900, 1000]);
  });

  it("does not look again once it is aborted", async () => {
    const abort = new AbortController();
    let looks = 0;
    const waiting = poll({ ...rhythm, clock: new ManualClock(), signal: abort.signal }, async () => {
      looks += 1;
      abort.abort(new InterruptedError("SIGINT"));
      return { notYet: "refused" };
    });
    await expect(waiting).rejects.toThrow("interrupted: SIGINT");
    expect(looks).toBe(1);
  });
});

describe("within", () => {
  it("gives up on work that takes longer, and cancels its timer when the work was quicker", async () => {
    const clock = new ManualClock();
    const bound = { clock, awaited: "the proxy to end", withinMs: 500 };
    expect(await within(bound, Promise.resolve("ended"))).toBe("ended");
    await expect(clock.drive(within(bound, new Promise(() => {})))).rejects.toThrow(DeadlineError);
    expect(clock.nowMs()).toBe(500);
  });
});

describe("orAborted", () => {
  it("passes on what the work gives or throws", async () => {
    const { signal } = new AbortController();
    expect(await orAborted(Promise.resolve(7), signal)).toBe(7);
    await expect(orAborted(Promise.reject(new Error("broken")), signal)).rejects.toThrow("broken");
  });

  it("rejects with the signal's reason, whether it was aborted before or is meanwhile", async () => {
    const abort = new AbortController();
    const waiting = orAborted(new Promise(() => {}), abort.signal);
    abort.abort(new InterruptedError("SIGTERM"));
    await expect(waiting).rejects.toThrow("interrupted: SIGTERM");
    await expect(orAborted(new Promise(() => {}), abort.signal)).rejects.toThrow("interrupted: SIGTERM");
  });
});
