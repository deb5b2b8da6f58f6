// A clock that stands still until a test moves it, so that no test waits and every timing is exact.

import { setImmediate as nextTurn } from "node:timers/promises";
import { abortReason, type Clock } from "../base/clock.ts";

interface Timer {
  readonly dueMs: number;
  readonly call: () => void;
}

const epochMs = Date.UTC(2026, 0, 1);

export class ManualClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<Timer>();

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return epochMs + this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortReason(signal));
      const onAbort = () => {
        timer[Symbol.dispose]();
        reject(abortReason(signal));
      };
      const timer = this.after(ms, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  every(periodMs: number, tick: (lateMs: number) => void): Disposable {
    let timer: Disposable;
    const schedule = () => {
      timer = this.after(periodMs, () => {
        // The next tick first: a tick that disposes must find the timer it has to stop.
        schedule();
        tick(0);
      });
    };
    schedule();
    return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
  }

  after(ms: number, call: () => void): Disposable {
    const timer: Timer = { dueMs: this.#nowMs + Math.max(0, ms), call };
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => this.#timers.delete(timer) };
  }

  /** Timers that would still fire: a test asserts 0 to show that nothing was left running. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time forward, firing what is due in order and letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await nextTurn();
    for (let timer = this.#next(); timer !== undefined && timer.dueMs <= untilMs; timer = this.#next()) {
      await this.#fire(timer);
    }
    this.#nowMs = untilMs;
  }

  /** Moves time from timer to timer until `work` settles, and returns what it returned. */
  async drive<T>(work: Promise<T>, options: { limitMs: number } = { limitMs: 3_600_000 }): Promise<T> {
    const untilMs = this.#nowMs + options.limitMs;
    let settled = false;
    const mark = () => {
      settled = true;
    };
    work.then(mark, mark);
    await nextTurn();
    while (!settled) {
      const timer = this.#next();
      if (timer === undefined) throw new Error(`stuck at ${this.#nowMs} ms: the work waits, but no timer is set`);
      if (timer.dueMs > untilMs) throw new Error(`the work was not done after ${options.limitMs} ms`);
      await this.#fire(timer);
    }
    return work;
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (first === undefined || timer.dueMs < first.dueMs) first = timer;
    }
    return first;
  }

  async #fire(timer: Timer): Promise<void> {
    this.#timers.delete(timer);
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    timer.call();
    await nextTurn();
  }
}
