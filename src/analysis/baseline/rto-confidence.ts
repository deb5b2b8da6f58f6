// What many nights say about a recovery objective. One night of five kills supports little more than "half of them are in
// time"; without a miss it takes 29 faults to claim nine of ten, at 95 %.

import type { Baseline, Night } from "../../model/baseline.ts";
import { shareAtLeast } from "../stats/clopper-pearson.ts";

export interface RtoConfidence {
  readonly fault: string;
  readonly rtoMs: number;
  /** Injections whose recovery was timed, and those that were within the objective. */
  readonly injected: number;
  readonly within: number;
  /** The share within the objective that this shows at the least; 0 when nothing was injected. */
  readonly shareAtLeast: number;
  readonly confidence: number;
  /** The first night that counts: nights before the clients changed tell of other clients. */
  readonly since: string | null;
}

/** How surely the service recovers from a fault within the objective (method: Clopper-Pearson, one-sided). */
export function rtoConfidence(
  baseline: Baseline,
  { fault, rtoMs, confidence = 0.95 }: { readonly fault: string; readonly rtoMs: number; readonly confidence?: number },
): RtoConfidence {
  const nights = sameClients(baseline.nights);
  const metrics = nights.flatMap((night) => night.metrics.filter(({ name }) => name === `rta.${fault}.service`));
  const timed = metrics.flatMap(({ values }) => values.filter((value) => value !== null));
  const injected = timed.length + metrics.reduce((sum, { censored }) => sum + censored, 0);
  const within = timed.filter((ms) => ms <= rtoMs).length;
  return {
    fault,
    rtoMs,
    injected,
    within,
    shareAtLeast: injected === 0 ? 0 : shareAtLeast({ successes: within, count: injected, confidence }),
    confidence,
    since: nights[0]?.recordedAt ?? null,
  };
}

/** The newest nights, back to where the clients were others. */
function sameClients(nights: readonly Night[]): Night[] {
  const clients = nights.at(-1)?.clients;
  const other = nights.findLastIndex((night) => night.clients !== clients);
  return nights.slice(other + 1);
}
