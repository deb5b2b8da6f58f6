// Canaries as a client feels them: from the intended send to the first sighting in a block.

import { NumberColumn } from "../base/number-column.ts";
import { NumberSlots } from "../base/number-slots.ts";
import type { EventLog } from "../model/event.ts";
import { eachOf } from "../model/event-log.ts";

export interface Canary {
  readonly seq: number;
  readonly intendedAtMs: number;
  /** Undefined: given up, or not heard of again. */
  readonly latencyMs: number | undefined;
  /** late: included after its time or never. undecided: the record ends before its time was up. */
  readonly judgement: "good" | "late" | "undecided";
}

/** In order of intended send. An array is one. */
export interface Canaries extends Iterable<Canary> {
  readonly length: number;
}

/** `sloMs` is the plan's: intended send to inclusion. */
export function listCanaries(events: EventLog, options: { sloMs: number; endMs: number }): Canaries {
  const latencies = new LatencyById();
  for (const { id, outcome, latencyMs } of eachOf(events, "canary.resolved")) {
    // The last word counts.
    latencies.set(id, outcome === "included" ? (latencyMs ?? Number.NaN) : Number.NaN);
  }
  return new CanaryColumns(eachOf(events, "canary.sent"), { ...options, latencies });
}

interface Judging {
  readonly sloMs: number;
  readonly endMs: number;
  readonly latencies: LatencyById;
}

/** Ids are counted from zero; any other is kept beside. */
class LatencyById {
  readonly #counted = NumberSlots.ofDoubles(Number.NaN);
  readonly #others = new Map<number, number>();

  set(id: number, latencyMs: number): void {
    if (isCounted(id)) this.#counted.set(id, latencyMs);
    else this.#others.set(id, latencyMs);
  }

  /** Not a number where there is none. */
  at(id: number): number {
    return isCounted(id) ? this.#counted.at(id) : (this.#others.get(id) ?? Number.NaN);
  }
}

const countedMax = 2 ** 24;
const isCounted = (id: number): boolean => id >= 0 && id < countedMax;

/** A day has two hundred thousand canaries; they are judged when they are asked for. */
class CanaryColumns implements Canaries {
  readonly #sloMs: number;
  readonly #endMs: number;
  readonly #seq = new NumberColumn();
  readonly #intendedAtMs = new NumberColumn();
  /** Not a number: it has none. */
  readonly #latencyMs = new NumberColumn();
  readonly #order: Uint32Array;

  constructor(sent: Iterable<{ id: number; seq: number; intendedAtMs: number }>, judging: Judging) {
    this.#sloMs = judging.sloMs;
    this.#endMs = judging.endMs;
    const ids = new NumberColumn();
    for (const { id, seq, intendedAtMs } of sent) {
      ids.add(id);
      this.#seq.add(seq);
      this.#intendedAtMs.add(intendedAtMs);
      this.#latencyMs.add(judging.latencies.at(id));
    }
    const at = this.#intendedAtMs;
    this.#order = new Uint32Array(ids.count);
    for (let row = 0; row < ids.count; row++) this.#order[row] = row;
    this.#order.sort((a, b) => at.at(a) - at.at(b) || ids.at(a) - ids.at(b));
  }

  get length(): number {
    return this.#order.length;
  }

  *[Symbol.iterator](): Iterator<Canary> {
    for (const row of this.#order) yield this.#at(row);
  }

  #at(row: number): Canary {
    const [seq, intendedAtMs, latencyMs] = [this.#seq.at(row), this.#intendedAtMs.at(row), this.#latencyMs.at(row)];
    if (!Number.isNaN(latencyMs)) {
      return { seq, intendedAtMs, latencyMs, judgement: latencyMs <= this.#sloMs ? "good" : "late" };
    }
    const timeIsUp = intendedAtMs + this.#sloMs <= this.#endMs;
    return { seq, intendedAtMs, latencyMs: undefined, judgement: timeIsUp ? "late" : "undecided" };
  }
}

/** The inclusion latencies there were. */
export function* canaryLatencies(canaries: Canaries): Iterable<number> {
  for (const { latencyMs } of canaries) if (latencyMs !== undefined) yield latencyMs;
}
