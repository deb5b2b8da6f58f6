// Sums a load up in seconds for whoever watches the run. The exact record is in the operations; this is the view of it
// that the journal carries.

import type { EventBody } from "../model/event.ts";
import type { Operation } from "../model/operation.ts";
import type { LoadSchedule } from "./schedule.ts";

export type LoadSample = Extract<EventBody, { type: "load.sampled" }>;

export interface SecondSampler {
  started(intendedAtMs: number): void;
  add(operation: Operation): void;
  /** Seconds that are over, given that everything up to `seenUntilMs` has been told. */
  samples(seenUntilMs: number): LoadSample[];
}

interface Second {
  started: number;
  dropped: number;
  ok: number;
  rejected: number;
  unknown: number;
  readonly latenciesMs: number[];
}

const secondMs = 1000;

/**
 * Seconds count from the load's start. An iteration belongs to the second it was intended for, its outcome and latency
 * to the second in which the answer came; what becomes known later than its second is added to the one that is open.
 * Without a schedule a second offers what it started and dropped.
 */
export function createSecondSampler(options: {
  load: string;
  schedule: Pick<LoadSchedule, "countBefore"> | undefined;
  beganAtMs: number;
}): SecondSampler {
  const { load, schedule, beganAtMs } = options;
  const seconds = new Map<number, Second>();
  let next = 0;

  const secondAt = (atMs: number): Second => {
    const index = Math.max(next, Math.floor((atMs - beganAtMs) / secondMs));
    const known = seconds.get(index);
    if (known !== undefined) return known;
    const second = { started: 0, dropped: 0, ok: 0, rejected: 0, unknown: 0, latenciesMs: [] };
    seconds.set(index, second);
    return second;
  };

  const sampleOf = (index: number): LoadSample => {
    const { latenciesMs, ...counts } = secondAt(beganAtMs + index * secondMs);
    latenciesMs.sort((a, b) => a - b);
    const offered = schedule === undefined ? counts.started + counts.dropped : offeredIn(schedule, index);
    const fromMs = beganAtMs + index * secondMs;
    return {
      type: "load.sampled",
      load,
      fromMs,
      toMs: fromMs + secondMs,
      offered,
      ...counts,
      latencyMsP50: quantile(latenciesMs, 0.5),
      latencyMsP99: quantile(latenciesMs, 0.99),
    };
  };

  return {
    started(intendedAtMs) {
      secondAt(intendedAtMs).started += 1;
    },
    add(operation) {
      if (operation.kind === "dropped") {
        secondAt(operation.intendedAtMs).dropped += 1;
        return;
      }
      const second = secondAt(operation.doneAtMs);
      second[operation.outcome] += 1;
      second.latenciesMs.push(operation.doneAtMs - operation.intendedAtMs);
    },
    samples(seenUntilMs) {
      const samples: LoadSample[] = [];
      while (beganAtMs + (next + 1) * secondMs <= seenUntilMs) {
        samples.push(sampleOf(next));
        seconds.delete(next);
        next += 1;
      }
      return samples;
    },
  };
}

function offeredIn({ countBefore }: Pick<LoadSchedule, "countBefore">, second: number): number {
  return countBefore((second + 1) * secondMs) - countBefore(second * secondMs);
}

/** Nearest rank, of sorted values. */
function quantile(sorted: readonly number[], q: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? null;
}
