// What a load offered, what came of it, and how fast, from its operation records.

import type { Operation } from "../../model/operation.ts";
import type { LoadSpec } from "../../model/plan.ts";
import type { LoadResult } from "../../model/result.ts";
import { summarizeLatencies } from "../latency.ts";
import type { LedgerEntry } from "../ledger/ledger.ts";
import type { RunView } from "../run-view.ts";
import { isWithin, type Span } from "../windows.ts";
import { nameBottleneck } from "./bottleneck.ts";
import { isRateMet, measureSteadyRate, type SteadyRate } from "./steady-rate.ts";

export interface MeasuredLoad {
  readonly result: LoadResult;
  /** Undefined when the run had no steady phase. */
  readonly rate: SteadyRate | undefined;
  readonly isRateMet: boolean;
}

/** Counts and times the operations of one load. */
export function measureLoad(load: LoadSpec, view: RunView): MeasuredLoad {
  const operations = view.run.operations.get(load.name) ?? [];
  const { steady, disturbedAtMs } = view.windows;
  const rate = steady && measureSteadyRate(load, { operations, steady, disturbedAtMs });
  const met = rate !== undefined && isRateMet(rate, view.run.plan.minRateShare);
  const dropped = operations.filter((operation) => operation.kind === "dropped").length;
  const outcomes = countOutcomes(operations);
  const seconds = spanSeconds(operations);
  return {
    rate,
    isRateMet: met,
    result: {
      name: load.name,
      offered: operations.length,
      started: operations.length - dropped,
      dropped,
      ...outcomes,
      offeredPerSecond: seconds === 0 ? 0 : operations.length / seconds,
      achievedPerSecond: seconds === 0 ? 0 : outcomes.ok / seconds,
      submit: {
        whole: summarizeLatencies(submitLatencies(operations)),
        steady: summarizeLatencies(submitLatencies(rate?.operations ?? [])),
      },
      inclusion: load.corpus === "none" ? null : inclusionOf(load, view),
      errors: countErrors(operations),
      bottleneck:
        rate === undefined || steady === undefined || met ? null : nameBottleneck({ view, load, rate, steady }),
    },
  };
}

function countOutcomes(operations: readonly Operation[]): Pick<LoadResult, "ok" | "rejected" | "unknown"> {
  const counts = { ok: 0, rejected: 0, unknown: 0 };
  for (const operation of operations) if (operation.kind !== "dropped") counts[operation.outcome] += 1;
  return counts;
}

/** From the first to the last intended start; the last one's turn counts too. */
function spanSeconds(operations: readonly Operation[]): number {
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { intendedAtMs } of operations) {
    firstMs = Math.min(firstMs, intendedAtMs);
    lastMs = Math.max(lastMs, intendedAtMs);
  }
  const gaps = operations.length - 1;
  return gaps < 1 ? 0 : ((lastMs - firstMs) / 1000) * ((gaps + 1) / gaps);
}

/**
 * From the intended start to the answer. A request without an answer counts with the time it waited, for leaving it
 * out would make a node that stalls look fast; a rejection does not count, for it is quick without having done anything.
 */
function submitLatencies(operations: readonly Operation[]): number[] {
  return operations.flatMap((operation) =>
    operation.kind === "dropped" || operation.outcome === "rejected"
      ? []
      : [operation.doneAtMs - operation.intendedAtMs],
  );
}

function inclusionOf(load: LoadSpec, view: RunView): LoadResult["inclusion"] {
  const entries = view.ledger.entries.filter((entry) => entry.invocation.load === load.name);
  const span = undisturbed(view);
  return {
    whole: summarizeLatencies(entries.flatMap(inclusionLatency)),
    steady: summarizeLatencies(
      entries
        .filter((entry) => span !== undefined && isWithin(span, entry.invocation.intendedAtMs))
        .flatMap(inclusionLatency),
    ),
  };
}

/**
 * The steady stretch without its last seconds: what was sent just before a fault is included after it. Leaving out only
 * the late ones would make the rest look better than they were.
 */
function undisturbed({ windows, run }: RunView): Span | undefined {
  const { steady, disturbedAtMs } = windows;
  if (steady === undefined || disturbedAtMs === undefined) return steady;
  const marginMs = Math.min(run.plan.canary.sloMs, (steady.toMs - steady.fromMs) / 2);
  return { fromMs: steady.fromMs, toMs: steady.toMs - marginMs };
}

const inclusionLatency = ({ includedAtMs, invocation }: LedgerEntry): number[] =>
  includedAtMs === null ? [] : [includedAtMs - invocation.intendedAtMs];

/** Most frequent first, then by text. */
function countErrors(operations: readonly Operation[]): LoadResult["errors"] {
  const counts = new Map<string, number>();
  for (const operation of operations) {
    if (operation.kind === "dropped" || operation.outcome === "ok") continue;
    const error = operation.error ?? operation.outcome;
    counts.set(error, (counts.get(error) ?? 0) + 1);
  }
  return [...counts]
    .map(([error, count]) => ({ error, count }))
    .sort((a, b) => b.count - a.count || (a.error < b.error ? -1 : 1));
}
