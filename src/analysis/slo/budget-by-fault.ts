// How much of the period's error budget each fault spent: what a game day has to be paid with.

import type { SloResult } from "../../model/result.ts";
import type { Slo } from "../../model/slo.ts";
import type { FaultWindow, Span } from "../windows.ts";
import { budgetedSeconds, type EventSeconds, secondMs } from "./event-seconds.ts";

export type FaultBudget = SloResult["faults"][number];

/**
 * Events from each fault's request to the next one's or the drain. Shares are of the whole run's rate of events, so that
 * those of all faults and of what lies outside of them add up to the run's. A fault that was never asked for has none.
 */
export function budgetByFault(
  seconds: EventSeconds,
  options: { readonly slo: Slo; readonly span: Span; readonly faults: readonly FaultWindow[] },
): FaultBudget[] {
  const { slo, span, faults } = options;
  const budgeted = budgetedSeconds(seconds, { slo, span, placing: "caused" });
  const total = sum(budgeted.total);
  return faults.flatMap(({ name, requested, observedUntilMs }) => {
    if (requested === undefined) return [];
    const own = sumWithin(budgeted, { fromMs: requested.atMs, toMs: observedUntilMs });
    const bad = own.total - own.good;
    return [{ fault: name, ...own, budgetSpent: total === 0 ? null : budgetShare({ bad, total, slo, span }) }];
  });
}

/** Share of the period's budget that so many bad events of a run spend, at the rate of events the run had. */
export function budgetShare(options: { bad: number; total: number; slo: Slo; span: Span }): number {
  const { bad, total, slo, span } = options;
  return (bad / total / (1 - slo.target)) * ((span.toMs - span.fromMs) / slo.periodMs);
}

export const sum = (column: Float64Array): number => column.reduce((all, count) => all + count, 0);

/** A second belongs to the window that it begins in. */
function sumWithin(
  { firstSecond, good, total }: EventSeconds,
  { fromMs, toMs }: Span,
): { good: number; total: number } {
  const from = Math.max(0, Math.ceil(fromMs / secondMs) - firstSecond);
  const to = Math.max(from, Math.ceil(toMs / secondMs) - firstSecond);
  return { good: sum(good.subarray(from, to)), total: sum(total.subarray(from, to)) };
}
