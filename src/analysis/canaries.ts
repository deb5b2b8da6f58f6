// Canaries as a client feels them: from the intended send to the first sighting in a block.

import { type EventLog, eventsOf } from "../model/event.ts";
import { ascending } from "./quantile.ts";

export interface Canary {
  readonly id: number;
  readonly seq: number;
  readonly hash: string;
  readonly intendedAtMs: number;
  /** Undefined: given up, or not heard of again. */
  readonly latencyMs: number | undefined;
  /** late: included after its time or never. undecided: the record ends before its time was up. */
  readonly judgement: "good" | "late" | "undecided";
}

/** In order of intended send. `sloMs` is the plan's: intended send to inclusion. */
export function listCanaries(events: EventLog, options: { sloMs: number; endMs: number }): Canary[] {
  const resolved = new Map(eventsOf(events, "canary.resolved").map((event) => [event.id, event]));
  const sent = eventsOf(events, "canary.sent").map((event): Canary => {
    const end = resolved.get(event.id);
    const latencyMs = end?.outcome === "included" ? end.latencyMs : undefined;
    const { id, seq, hash, intendedAtMs } = event;
    if (latencyMs !== undefined) {
      return { id, seq, hash, intendedAtMs, latencyMs, judgement: latencyMs <= options.sloMs ? "good" : "late" };
    }
    const timeIsUp = intendedAtMs + options.sloMs <= options.endMs;
    return { id, seq, hash, intendedAtMs, latencyMs, judgement: timeIsUp ? "late" : "undecided" };
  });
  return sent.sort((a, b) => a.intendedAtMs - b.intendedAtMs || a.id - b.id);
}

/** The inclusion latencies there were, shortest first. */
export const canaryLatencies = (canaries: readonly Canary[]): number[] =>
  ascending(canaries.flatMap((canary) => canary.latencyMs ?? []));
