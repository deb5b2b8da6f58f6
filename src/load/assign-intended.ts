// Gives every iteration its place in the schedule. k6 does not say which tick an iteration belongs to, but each tick
// does one of two things: it starts an iteration, or it drops one because no user is free. Merged in time order, starts
// and drops are therefore positions 0, 1, 2, ... of the schedule, and with the position the time is known at which it
// should have started. Latency counts from there (coordinated omission otherwise: https://github.com/giltene/wrk2).

import type { RateShape } from "../model/plan.ts";
import { intendedOffsetMs } from "./schedule.ts";

/** Something a tick did. */
export interface Tick<T> {
  readonly atMs: number;
  readonly item: T;
}

export interface Placed<T> extends Tick<T> {
  /** Position in the schedule, from 0. */
  readonly index: number;
  readonly intendedAtMs: number;
}

export interface TickPlacer<T> {
  add(tick: Tick<T>): void;
  /** Ticks that nothing earlier can come before any more, given that everything up to `seenUntilMs` has been added. */
  placed(seenUntilMs: number): Placed<T>[];
  /** All the rest. */
  rest(): Placed<T>[];
}

/** Lines arrive almost in order: k6 collects samples of all its users every 50 ms. This is ample. */
export const reorderMs = 500;

/**
 * `beganAtMs` is what k6 says of the schedule's start: whole milliseconds, cut off. The fraction is found from the first
 * ticks, because a tick may be late but never early.
 */
export function createTickPlacer<T>(options: { shape: RateShape; beganAtMs: number }): TickPlacer<T> {
  const { shape } = options;
  const waiting: Tick<T>[] = [];
  let index = 0;
  let beganAtMs: number | undefined;

  const take = (count: number): Placed<T>[] => {
    const ticks = waiting.splice(0, count);
    if (ticks.length > 0) beganAtMs ??= exactStart({ shape, beganAtMs: options.beganAtMs, ticks });
    const startMs = beganAtMs ?? options.beganAtMs;
    return ticks.map((tick) => {
      const intendedAtMs = startMs + intendedOffsetMs(shape, index);
      return { ...tick, index: index++, intendedAtMs };
    });
  };

  return {
    add(tick) {
      let at = waiting.length;
      while (at > 0 && (waiting[at - 1]?.atMs ?? 0) > tick.atMs) at -= 1;
      waiting.splice(at, 0, tick);
    },
    placed(seenUntilMs) {
      const safeMs = seenUntilMs - reorderMs;
      const end = waiting.findIndex((tick) => tick.atMs > safeMs);
      return take(end === -1 ? waiting.length : end);
    },
    rest: () => take(waiting.length),
  };
}

function exactStart(options: { shape: RateShape; beganAtMs: number; ticks: readonly Tick<unknown>[] }): number {
  const latenesses = options.ticks.map(
    (tick, index) => tick.atMs - (options.beganAtMs + intendedOffsetMs(options.shape, index)),
  );
  return options.beganAtMs + Math.min(1, Math.max(0, Math.min(...latenesses)));
}
