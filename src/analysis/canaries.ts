// Canaries as a client feels them: from the intended send to the first sighting in a block.

import { type EventLog, eachOf } from "../model/event.ts";

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
  const latencies = new Map<number, number>();
  for (const { id, outcome, latencyMs } of eachOf(events, "canary.resolved")) {
    // The last word counts.
    if (outcome === "included" && latencyMs !== undefined) latencies.set(id, latencyMs);
    else latencies.delete(id);
  }
  return new CanaryColumns(eachOf(events, "canary.sent"), { ...options, latencies });
}

interface Judging {
  readonly sloMs: number;
  readonly endMs: number;
  readonly latencies: ReadonlyMap<number, number>;
}

/** A day has two hundred thousand canaries; they are judged when they are asked for. */
class CanaryColumns implements Canaries {
  readonly #sloMs: number;
  readonly #endMs: number;
  readonly #seq: number[] = [];
  readonly #intendedAtMs: number[] = [];
  /** Not a number: it has none. */
  readonly #latencyMs: number[] = [];
  readonly #order: Uint32Array;

  constructor(sent: Iterable<{ id: number; seq: number; intendedAtMs: number }>, judging: Judging) {
    this.#sloMs = judging.sloMs;
    this.#endMs = judging.endMs;
    const ids: number[] = [];
    for (const { id, seq, intendedAtMs } of sent) {
      ids.push(id);
      this.#seq.push(seq);
      this.#intendedAtMs.push(intendedAtMs);
      this.#latencyMs.push(judging.latencies.get(id) ?? Number.NaN);
    }
    const at = this.#intendedAtMs;
    this.#order = Uint32Array.from(ids, (_, row) => row).sort(
      (a, b) => (at[a] ?? 0) - (at[b] ?? 0) || (ids[a] ?? 0) - (ids[b] ?? 0),
    );
  }

  get length(): number {
    return this.#order.length;
  }

  *[Symbol.iterator](): Iterator<Canary> {
    for (const row of this.#order) yield this.#at(row);
  }

  #at(row: number): Canary {
    const [seq, intendedAtMs, latencyMs] = [this.#seq[row] ?? 0, this.#intendedAtMs[row] ?? 0, this.#latencyMs[row]];
    if (latencyMs !== undefined && !Number.isNaN(latencyMs)) {
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
