// Signs that the load generator itself was the limit.

import { formatDuration } from "../../base/duration.ts";
import { eventsOf } from "../../model/event.ts";
import type { Bottleneck } from "../../model/result.ts";
import { medianOf } from "../quantile.ts";
import { counted } from "../verdicts.ts";
import { describeUse, isFull, type LoadEvidence, medianLatencyMs, named, nodesAsked } from "./load-evidence.ts";
import { busyCores, generatorUse, isStarved, isThrottled, machineUse, steadyEvents } from "./machine-use.ts";

/** Of the harness' event loop, which reads what the generator says. */
const lagMsMax = 50;

export function complaint({ view, load }: LoadEvidence): Bottleneck | undefined {
  const finished = eventsOf(view.run.events, "load.finished").find((event) => event.load === load.name);
  return finished?.complaint === undefined ? undefined : named("generator", finished.complaint);
}

/** Its cgroup has used up its share, which no machine is empty enough to mend. The nodes may lie in the same one. */
export function throttledGenerator(evidence: LoadEvidence): Bottleneck | undefined {
  const { view, load, steady } = evidence;
  const use = generatorUse(view, { steady, load: load.name });
  if (use === undefined || !isThrottled(use)) return undefined;
  const too = nodesAsked(evidence).find(([, node]) => isThrottled(node));
  if (too === undefined) return named("generator", `it ${describeUse(use)}`);
  return named("machine", `the generator ${describeUse(use)}, and ${too[0]} ${describeUse(too[1])}`);
}

export function starvedGenerator(evidence: LoadEvidence): Bottleneck | undefined {
  const { view, load, steady, rate } = evidence;
  const use = generatorUse(view, { steady, load: load.name });
  if (use === undefined || !isStarved(use) || isFull(evidence) || rate.dropped === 0) return undefined;
  return named("generator", `it ${describeUse(use)}, on a machine with cores to spare`);
}

export function busyGenerator({ view, load, steady }: LoadEvidence): Bottleneck | undefined {
  const use = machineUse(view, steady);
  // All loads together where they were not told apart.
  const busy = generatorUse(view, { steady, load: load.name })?.busy ?? use?.load;
  if (use === undefined || busy === undefined || busy < busyCores) return undefined;
  return named("generator", `the load kept ${busy.toFixed(1)} of ${counted(use.cores, "core")} busy`);
}

export function lateHarness({ view, steady }: LoadEvidence): Bottleneck | undefined {
  const lagMs = medianOf(steadyEvents(view, { steady, type: "harness.sampled" }).map(({ lagMsP99 }) => lagMsP99));
  if (lagMs !== undefined && lagMs > lagMsMax) {
    return named(
      "generator",
      `the harness' event loop was ${formatDuration(lagMs)} late (median of the 99th percentiles)`,
    );
  }
  const lags = steadyEvents(view, { steady, type: "harness.lagged" });
  if (lags.length === 0) return undefined;
  const worstMs = lags.reduce((worst, event) => Math.max(worst, event.lateMs), 0);
  return named(
    "generator",
    `the harness was late ${counted(lags.length, "time")}, at worst by ${formatDuration(worstMs)}`,
  );
}

/** Iterations were dropped although answers came fast enough: the generator had no free VU of its own making. */
export function fastDrops({ rate, tally, isWhole }: LoadEvidence): Bottleneck | undefined {
  if (rate.dropped === 0) return undefined;
  const latencyMs = medianLatencyMs(tally, isWhole);
  const speed =
    latencyMs === undefined ? "nothing was answered" : `answers took only ${formatDuration(latencyMs)} (median)`;
  return named("generator", `it dropped ${rate.dropped} of ${rate.offered} iterations though ${speed}`);
}
