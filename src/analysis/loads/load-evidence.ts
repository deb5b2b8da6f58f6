// What a suspect of `bottleneck.ts` looks at, and how it answers.

import { formatDuration } from "../../base/duration.ts";
import { eachOf } from "../../model/event-log.ts";
import type { LoadSpec } from "../../model/plan.ts";
import type { Bottleneck, Limit } from "../../model/result.ts";
import { LatencyHistogram } from "../latency-histogram.ts";
import { medianOf } from "../quantile.ts";
import type { RunView } from "../run-view.ts";
import { counted } from "../verdicts.ts";
import { isWithin, type Span } from "../windows.ts";
import type { LoadTally } from "./fold-load.ts";
import { type CoreUse, generatorUse, machineUse, nodeUse, steadyEvents } from "./machine-use.ts";
import type { SteadyRate } from "./steady-rate.ts";

const busyMachineShare = 0.95;

export interface LoadEvidence {
  readonly view: RunView;
  readonly load: LoadSpec;
  readonly rate: SteadyRate;
  readonly steady: Span;
  readonly tally: LoadTally;
  /** The span is that of the whole load, and not the undisturbed stretch. */
  readonly isWhole: boolean;
}

export type Suspect = (evidence: LoadEvidence) => Bottleneck | undefined;

export const named = (limit: Limit, sentence: string, ...evidence: string[]): Bottleneck => ({
  limit,
  sentence,
  evidence,
});

/** What else a reader wants to see beside the answer, as far as the run recorded it. */
export function surroundings(evidence: LoadEvidence): string[] {
  const { view, load, steady } = evidence;
  const use = machineUse(view, steady);
  const generator = generatorUse(view, { steady, load: load.name });
  const blocks = load.corpus === "none" ? undefined : medianOf(blockShares(evidence));
  const pending = medianOf(poolLooks(evidence).map(({ pending }) => pending));
  const probeMs = medianProbeMs(evidence);
  return [
    ...(use === undefined
      ? []
      : [
          `${use.machine.toFixed(1)} of ${counted(use.cores, "core")} busy: nodes ${use.nodes.toFixed(1)}, load ${use.load.toFixed(1)}, harness ${use.harness.toFixed(1)}`,
        ]),
    ...(generator === undefined ? [] : [`the generator ${describeUse(generator)}`]),
    ...nodesAsked(evidence).map(([name, cores]) => `${name} ${describeUse(cores)}`),
    // Records without any of this are from before it was looked at; they keep the answer they had.
    ...(generator === undefined || blocks === undefined ? [] : [`the median block used ${percent(blocks)} of its gas`]),
    ...(generator === undefined || pending === undefined ? [] : [`${pending} transactions were pending (median)`]),
    ...(generator === undefined || probeMs === undefined
      ? []
      : [`a probe of the same nodes took ${formatDuration(probeMs)} (median)`]),
    ...harnessLag(evidence),
  ];
}

/** In words that follow a name. */
export function describeUse({ busy, waiting, throttled }: CoreUse): string {
  const kept = throttled > 0 ? `, kept from ${throttled.toFixed(2)} by the limit of its cgroup` : "";
  return `had ${busy.toFixed(2)} cores and waited for ${waiting.toFixed(2)} more${kept}`;
}

function harnessLag({ view, steady }: LoadEvidence): string[] {
  const lagMs = medianOf(steadyEvents(view, { steady, type: "harness.sampled" }).map(({ lagMsP99 }) => lagMsP99));
  return lagMs === undefined ? [] : [`the harness' event loop was ${formatDuration(lagMs)} late (median of p99)`];
}

/** Those that the load talks to, where they were seen. */
export const nodesAsked = ({ view, load, steady }: LoadEvidence): [string, CoreUse][] =>
  [...nodeUse(view, steady)].filter(([name]) => load.through.some((node) => node === name));

export function isFull({ view, steady }: LoadEvidence): boolean {
  const use = machineUse(view, steady);
  return use !== undefined && use.machine >= busyMachineShare * use.cores;
}

/** How full each block was, of its gas limit. */
export function blockShares({ view, steady }: LoadEvidence): number[] {
  return [...view.chain.tree.blocks.values()]
    .filter(({ atMs, gasLimit }) => isWithin(steady, atMs) && gasLimit > 0)
    .map(({ gasUsed, gasLimit }) => gasUsed / gasLimit);
}

/** What waits in the pools of the nodes that the load talks to. */
export function poolLooks({ view, load, steady }: LoadEvidence): { readonly atMs: number; readonly pending: number }[] {
  const looks: { atMs: number; pending: number }[] = [];
  for (const event of eachOf(view.run.events, "probe.sampled")) {
    if (!isWithin(steady, event.atMs) || !event.answered || event.pending === null) continue;
    if (load.through.some((node) => node === event.node)) looks.push({ atMs: event.atMs, pending: event.pending });
  }
  return looks;
}

/** A small question from the harness, not through the load's relay: how fast the node itself is. */
export function medianProbeMs({ view, load, steady }: LoadEvidence): number | undefined {
  const times: number[] = [];
  for (const event of eachOf(view.run.events, "probe.sampled")) {
    if (!isWithin(steady, event.atMs) || !event.answered) continue;
    if (load.through.some((node) => node === event.node)) times.push(event.atMs - event.askedAtMs);
  }
  return medianOf(times);
}

/** Of all that were answered or waited for in the stretch: a rejection keeps a VU busy, too. */
export function medianLatencyMs({ windows, submit, steady }: LoadTally, isWhole: boolean): number | undefined {
  const all = LatencyHistogram.empty();
  all.merge(steady.rejectedLatencies);
  for (const [index, { window }] of windows.entries()) {
    const histogram = submit[index];
    if ((isWhole || window === "steady") && histogram !== undefined) all.merge(histogram);
  }
  return all.quantileMs(0.5);
}

export const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
