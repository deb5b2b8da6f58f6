// How far a node's clock is off, from the `Date:` headers of its answers. A header of D written at true time t says
// D <= t + offset < D + 1 s, and t lies between question and answer. Each header so bounds the offset from both sides;
// two around the turn of the node's second leave as much as lies between them.
//
//   node's clock   ...41 |......42......| 43...        asked in quick succession, one says 41 and the next 42:
//   headers          41 41 42                          between the two the node's clock was 42.000

import type { Clock } from "../../base/clock.ts";
import type { DateAnswer } from "../../platform/http-date.ts";

/** The offset lies in [leastMs, mostMs]. */
export interface OffsetRange {
  readonly leastMs: number;
  readonly mostMs: number;
}

export type OffsetAnswer =
  | ({ readonly kind: "range" } & OffsetRange)
  | { readonly kind: "none"; readonly reason: string };

export type AskDate = (options: { url: string; withinMs: number; clock: Clock }) => Promise<DateAnswer>;

const everyMs = 20;
const askWithinMs = 1000;
/** One turn of the second, and some for a node that answers slowly. */
const measureWithinMs = 2500;
const widthMsWanted = 50;

/** What one header says. The wall clock is read in whole milliseconds, rounded down. */
export function rangeOf(answer: Extract<DateAnswer, { kind: "date" }>): OffsetRange {
  return { leastMs: answer.dateMs - answer.answeredAtMs - 1, mostMs: answer.dateMs + 1000 - answer.askedAtMs };
}

/** What both say; undefined when they contradict each other, because the clock was moved in between. */
export function narrow(known: OffsetRange, next: OffsetRange): OffsetRange | undefined {
  const range = { leastMs: Math.max(known.leastMs, next.leastMs), mostMs: Math.min(known.mostMs, next.mostMs) };
  return range.leastMs <= range.mostMs ? range : undefined;
}

/** One question: the offset to a second. */
export async function glanceAtOffset(options: { url: string; clock: Clock; askDate: AskDate }): Promise<OffsetAnswer> {
  const answer = await options.askDate({ ...options, withinMs: askWithinMs });
  return answer.kind === "date" ? { kind: "range", ...rangeOf(answer) } : answer;
}

/** Asks until the offset is known to 50 ms, or as well as it can be within 2.5 s. */
export async function measureOffset(options: {
  url: string;
  clock: Clock;
  askDate: AskDate;
  signal: AbortSignal;
}): Promise<OffsetAnswer> {
  const { clock } = options;
  const startedAtMs = clock.nowMs();
  let known: OffsetRange | undefined;
  for (;;) {
    const answer = await glanceAtOffset(options);
    if (answer.kind === "none") return answer;
    const next = { leastMs: answer.leastMs, mostMs: answer.mostMs };
    // What contradicts the rest is newer: the measurement starts again from it.
    known = (known && narrow(known, next)) ?? next;
    const enough = known.mostMs - known.leastMs <= widthMsWanted;
    if (enough || clock.nowMs() - startedAtMs >= measureWithinMs) return { kind: "range", ...known };
    await clock.sleep(everyMs, options.signal);
  }
}
