// Good and total events by second of the run: what budgets, time slices and burn rates are all computed from, and all
// that has to be kept of an SLO's events, however many there are.

import type { Slo } from "../../model/slo.ts";
import type { Span } from "../windows.ts";

/** Columns: what stands at `i` began in the second `firstSecond + i` of the run. */
export interface EventSeconds {
  readonly firstSecond: number;
  readonly good: Float64Array;
  readonly total: Float64Array;
}

export const secondMs = 1000;

/** Columns of zeros for all seconds that a span touches. */
export function emptySeconds(span: Span): EventSeconds {
  const firstSecond = Math.floor(span.fromMs / secondMs);
  const seconds = Math.max(0, Math.ceil(span.toMs / secondMs) - firstSecond);
  return { firstSecond, good: new Float64Array(seconds), total: new Float64Array(seconds) };
}

/** Adds one event; one outside of the columns is left out. */
export function countEvent({ firstSecond, good, total }: EventSeconds, event: { atMs: number; good: boolean }): void {
  const index = Math.floor(event.atMs / secondMs) - firstSecond;
  const count = total[index];
  if (count === undefined) return;
  total[index] = count + 1;
  if (event.good) good[index] = (good[index] ?? 0) + 1;
}

/** Where a slice is put: in the second in which it was decided, or in that of its worst failures, which caused it. */
type Placing = "decided" | "caused";

/** What the budget is spent by: events as they are, time slices, or whole seconds of throughput. */
export function budgetedSeconds(
  seconds: EventSeconds,
  options: { readonly slo: Slo; readonly span: Span; readonly placing: Placing },
): EventSeconds {
  const { budgeting, exclusive = false } = options.slo;
  switch (budgeting.kind) {
    case "occurrences":
      return seconds;
    case "timeslices":
      return inColumnsOf(seconds, { judged: slicesOf(seconds, budgeting), placing: options.placing });
    case "seconds": {
      const isGood = (good: number) => (exclusive ? good > budgeting.goodMin : good >= budgeting.goodMin);
      const judged = wholeSeconds(seconds, { span: options.span, isGood });
      return inColumnsOf(seconds, { judged, placing: options.placing });
    }
  }
}

/** One slice or second that was judged; columns. */
interface Judged extends Readonly<Record<Placing, number>> {
  readonly good: boolean;
}

function inColumnsOf(
  seconds: EventSeconds,
  { judged, placing }: { judged: readonly Judged[]; placing: Placing },
): EventSeconds {
  const good = new Float64Array(seconds.good.length);
  const total = new Float64Array(seconds.total.length);
  for (const one of judged) {
    const index = one[placing];
    total[index] = (total[index] ?? 0) + 1;
    if (one.good) good[index] = (good[index] ?? 0) + 1;
  }
  return { firstSecond: seconds.firstSecond, good, total };
}

/** On the grid of the run's own time; a slice without events does not count, and one that is cut off ends where they do. */
function slicesOf(
  { firstSecond, good, total }: EventSeconds,
  { windowMs, sliceTarget }: { readonly windowMs: number; readonly sliceTarget: number },
): Judged[] {
  const sliceSeconds = Math.max(1, Math.round(windowMs / secondMs));
  const judged: Judged[] = [];
  let slice = { good: 0, total: 0, worst: 0, caused: 0 };
  for (let index = 0; index < total.length; index += 1) {
    const [goodHere, totalHere] = [good[index] ?? 0, total[index] ?? 0];
    slice.good += goodHere;
    slice.total += totalHere;
    if (totalHere - goodHere > slice.worst) slice = { ...slice, worst: totalHere - goodHere, caused: index };
    const isLast = (firstSecond + index + 1) % sliceSeconds === 0 || index === total.length - 1;
    if (!isLast) continue;
    const isGood = slice.good / slice.total >= sliceTarget;
    if (slice.total > 0) judged.push({ decided: index, caused: slice.caused, good: isGood });
    slice = { good: 0, total: 0, worst: 0, caused: index + 1 };
  }
  return judged;
}

/** The first and the last second are mostly cut by the span, and a part of a second has only a part of its events. */
function wholeSeconds(
  { firstSecond, good }: EventSeconds,
  { span, isGood }: { span: Span; isGood: (good: number) => boolean },
): Judged[] {
  return Array.from(good).flatMap((count, index) => {
    const fromMs = (firstSecond + index) * secondMs;
    if (fromMs < span.fromMs || fromMs + secondMs > span.toMs) return [];
    return [{ decided: index, caused: index, good: isGood(count) }];
  });
}
