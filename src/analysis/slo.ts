// The OpenSLO subset of model/slo.ts: good over total events in the measured span, counted by occurrence or by slice.

import type { Operation } from "../model/operation.ts";
import type { SloResult } from "../model/result.ts";
import type { Slo } from "../model/slo.ts";
import type { RunView } from "./run-view.ts";
import { isWithin } from "./windows.ts";

interface Occurrence {
  readonly atMs: number;
  readonly good: boolean;
}

/** Judges nothing, only counts; shares are null when there was nothing to count. */
export function measureSlo(slo: Slo, view: RunView): SloResult {
  const span = view.windows.measured;
  const occurrences = span === undefined ? [] : occurrencesOf(slo, view).filter(({ atMs }) => isWithin(span, atMs));
  const counted = slo.budgeting.kind === "occurrences" ? occurrences : slices(occurrences, slo.budgeting);
  const total = counted.length;
  const good = counted.filter((one) => one.good).length;
  const spanMs = span === undefined ? 0 : span.toMs - span.fromMs;
  const { name, displayName, target } = slo;
  return {
    name,
    displayName,
    good,
    total,
    share: total === 0 ? null : good / total,
    target,
    budgetSpent: total === 0 ? null : ((total - good) / total / (1 - target)) * (spanMs / slo.periodMs),
  };
}

function occurrencesOf(slo: Slo, view: RunView): Occurrence[] {
  const latencyMsMax = slo.latencyMsMax ?? Number.POSITIVE_INFINITY;
  if (slo.source.kind === "canary") {
    return view.canaries
      .filter((canary) => canary.judgement !== "undecided")
      .map(({ intendedAtMs, latencyMs }) => ({
        atMs: intendedAtMs,
        good: latencyMs !== undefined && latencyMs <= latencyMsMax,
      }));
  }
  const { load, method } = slo.source;
  return (view.run.operations.get(load) ?? [])
    .filter((operation) => method === undefined || methodOf(operation) === undefined || methodOf(operation) === method)
    .map((operation) => ({ atMs: operation.intendedAtMs, good: isGood(operation, latencyMsMax) }));
}

/** What a dropped iteration would have asked is not known, so it counts against every method of its load. */
function methodOf(operation: Operation): string | undefined {
  switch (operation.kind) {
    case "dropped":
      return undefined;
    case "read":
      return operation.method;
    case "transaction":
      return "eth_sendRawTransaction";
  }
}

const isGood = (operation: Operation, latencyMsMax: number): boolean =>
  operation.kind !== "dropped" &&
  operation.outcome === "ok" &&
  operation.doneAtMs - operation.intendedAtMs <= latencyMsMax;

/** A slice is good when its share of good events is at least the slice target; a slice without events does not count. */
function slices(
  occurrences: readonly Occurrence[],
  budgeting: { readonly windowMs: number; readonly sliceTarget: number },
): Occurrence[] {
  const counts = new Map<number, { good: number; total: number }>();
  for (const { atMs, good } of occurrences) {
    const index = Math.floor(atMs / budgeting.windowMs);
    const count = counts.get(index) ?? { good: 0, total: 0 };
    counts.set(index, { good: count.good + (good ? 1 : 0), total: count.total + 1 });
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([index, { good, total }]) => ({
      atMs: index * budgeting.windowMs,
      good: good / total >= budgeting.sliceTarget,
    }));
}
