// Signs that answers were slow, and whether on their way or where they were made.

import { formatDuration } from "../../base/duration.ts";
import type { Bottleneck } from "../../model/result.ts";
import {
  describeUse,
  isFull,
  type LoadEvidence,
  medianLatencyMs,
  medianProbeMs,
  named,
  nodesAsked,
} from "./load-evidence.ts";
import { busyCores, isStarved, isThrottled } from "./machine-use.ts";

/** Share of all VUs that must have been waiting for answers, by Little's law, for the answers to be the limit. */
const vusBusyShare = 0.8;
/** A node that answers the harness so many times faster than the load was not what the load waited for. */
const probeFasterMin = 4;

interface Waiting {
  readonly told: string;
  readonly latencyMs: number;
}

/** Little's law: rate x latency requests are in flight; when that is all VUs, a faster answer is what was missing. */
function allWaiting({ load, rate, tally, isWhole }: LoadEvidence): Waiting | undefined {
  const latencyMs = medianLatencyMs(tally, isWhole);
  if (latencyMs === undefined || load.engine !== "k6") return undefined;
  const inFlight = (rate.offered / rate.seconds) * (latencyMs / 1000);
  if (inFlight < vusBusyShare * load.vus) return undefined;
  const told = `answers took ${formatDuration(latencyMs)} (median), which keeps all ${load.vus} VUs waiting at this rate`;
  return { told, latencyMs };
}

/**
 * The same node, asked on another path at the same time, answers at once. That holds on a machine without a free core,
 * too, for both paths wait for the same ones. Only of transactions: a read may be far more work than a probe.
 */
export function longWay(evidence: LoadEvidence): Bottleneck | undefined {
  const waiting = allWaiting(evidence);
  const probeMs = medianProbeMs(evidence);
  const asked = nodesAsked(evidence);
  if (waiting === undefined || probeMs === undefined || asked.length === 0) return undefined;
  if (waiting.latencyMs < probeFasterMin * probeMs || evidence.load.corpus === "none") return undefined;
  const isFree = !isFull(evidence);
  if (asked.some(([, use]) => use.busy >= busyCores || isThrottled(use) || (isFree && isStarved(use))))
    return undefined;
  return named("network-path", `${waiting.told}, while probes of the same nodes took ${formatDuration(probeMs)}`);
}

/** Of a node that neither works nor waits for a processor meanwhile, the answers are slow on their way. */
export function slowAnswers(evidence: LoadEvidence): Bottleneck | undefined {
  const waiting = allWaiting(evidence);
  if (waiting === undefined) return undefined;
  const asked = nodesAsked(evidence);
  if (asked.length === 0) {
    return named("unknown", `node-cpu or network-path: ${waiting.told}, and nobody saw what the node did`);
  }
  const idle = asked.map(([name, use]) => `${name} ${describeUse(use)}`);
  return named("network-path", `${waiting.told}, while ${idle.join(", ")}`);
}
