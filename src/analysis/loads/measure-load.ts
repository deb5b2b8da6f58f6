// What a load offered, what came of it, and how fast, from the tally of its operations.

import { assert } from "../../base/assert.ts";
import type { LoadSpec } from "../../model/plan.ts";
import type { LatencyTable, LoadResult } from "../../model/result.ts";
import { LatencyHistogram } from "../latency-histogram.ts";
import { tabulateLatencies } from "../latency-table.ts";
import type { RunView } from "../run-view.ts";
import { isWithin, type Span } from "../windows.ts";
import { judgeBottleneck } from "./bottleneck.ts";
import type { LoadTally } from "./fold-load.ts";
import { windowAt } from "./load-windows.ts";
import { isRateMet, measureSteadyRate, type SteadyRate } from "./steady-rate.ts";

export interface MeasuredLoad {
  readonly result: LoadResult;
  /** Undefined when the run had no steady phase. */
  readonly rate: SteadyRate | undefined;
  readonly isRateMet: boolean;
}

/** Says what the tally of one load amounts to. */
export function measureLoad(load: LoadSpec, view: RunView): MeasuredLoad {
  const tally = view.loads.get(load.name);
  assert(tally !== undefined, `load ${load.name} of the plan was not counted`);
  const { steady } = view.windows;
  const rate = steady && measureSteadyRate(load, { tally: tally.steady, steady });
  const met = rate !== undefined && isRateMet(rate, view.run.plan.minRateShare);
  const { offered, dropped, ok, rejected, unknown } = tally;
  const seconds = spanSeconds(tally);
  const transactions = load.corpus === "none" ? undefined : followTransactions(load, view);
  return {
    rate,
    isRateMet: met,
    result: {
      name: load.name,
      model: load.engine === "k6" ? "open" : "closed",
      offered,
      started: offered - dropped,
      dropped,
      ok,
      rejected,
      unknown,
      offeredPerSecond: seconds === 0 ? 0 : offered / seconds,
      achievedPerSecond: seconds === 0 ? 0 : ok / seconds,
      steady: rate === undefined ? null : steadyCounts(rate),
      submit: tabulateLatencies(tally.windows, tally.submit),
      inclusion: transactions?.inclusion ?? null,
      errors: tally.errors.list(),
      methods: tally.methods.list(seconds),
      fates: transactions?.fates ?? null,
      bottleneck: judgeBottleneck({ view, load, rate, steady, tally }, met),
    },
  };
}

const steadyCounts = ({ seconds, offered, achieved, dropped }: SteadyRate): NonNullable<LoadResult["steady"]> => ({
  seconds,
  offered,
  achieved,
  dropped,
});

/** From the first to the last intended start; the last one's turn counts too. */
function spanSeconds({ offered, firstMs, lastMs }: LoadTally): number {
  const gaps = offered - 1;
  return gaps < 1 ? 0 : ((lastMs - firstMs) / 1000) * ((gaps + 1) / gaps);
}

interface FollowedTransactions {
  readonly inclusion: LatencyTable;
  readonly fates: NonNullable<LoadResult["fates"]>;
}

/** How long every transaction of a load took into its block, and what became of it: each is counted once. */
function followTransactions(load: LoadSpec, view: RunView): FollowedTransactions {
  const windows = view.loads.get(load.name)?.windows ?? [];
  const histograms = windows.map(() => LatencyHistogram.empty());
  const span = undisturbed(view);
  const fates: Record<string, number> = {};
  // Without the last word of any node nothing is known of what was not refused at once.
  const isKnown = view.chain.finals.chains.length > 0;
  for (const { includedAtMs, invocation, fate } of view.ledger.entries) {
    if (invocation.load !== load.name) continue;
    const end = isKnown || fate === "rejected" ? fate : "unknown";
    fates[end] = (fates[end] ?? 0) + 1;
    if (includedAtMs === null) continue;
    const { intendedAtMs } = invocation;
    const struck = span !== undefined && !isWithin(span, intendedAtMs);
    histograms[windowAt(windows, intendedAtMs, struck)]?.record(includedAtMs - intendedAtMs);
  }
  return { inclusion: tabulateLatencies(windows, histograms), fates };
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
