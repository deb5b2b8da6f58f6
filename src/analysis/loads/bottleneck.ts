// Names what held a load back when it missed its rate. The question is only whom to ask next, so the first limit that
// explains the miss is named, with its numbers.

import { formatDuration } from "../../base/duration.ts";
import { eventsOf } from "../../model/event.ts";
import { eachOf } from "../../model/event-log.ts";
import type { LoadSpec } from "../../model/plan.ts";
import { LatencyHistogram } from "../latency-histogram.ts";
import { medianOf } from "../quantile.ts";
import type { RunView } from "../run-view.ts";
import { fitTrend } from "../stats/theil-sen.ts";
import { counted } from "../verdicts.ts";
import { isWithin, type Span } from "../windows.ts";
import type { LoadTally } from "./fold-load.ts";
import type { SteadyRate } from "./steady-rate.ts";

/** A pool that takes no more, or only for a higher price: go-ethereum core/txpool/errors.go. */
const poolRefusal = /txpool is full|underpriced|account limit exceeded/i;

const fullBlockShare = 0.95;
/** Of what was offered, how much may be left over in the pool before that counts as growing. */
const grownShareMax = 0.05;
const busyMachineShare = 0.95;
/** k6 and a node use several threads, but one core kept busy is the sign that its hot thread is at its limit. */
const busyCores = 0.9;
/** Share of all VUs that must have been waiting for answers, by Little's law, for the answers to be the limit. */
const vusBusyShare = 0.8;

interface Evidence {
  readonly view: RunView;
  readonly load: LoadSpec;
  readonly rate: SteadyRate;
  readonly steady: Span;
  readonly tally: LoadTally;
}

/** One sentence that begins with who it was: generator, node, machine or network. */
export function nameBottleneck(evidence: Evidence): string {
  const suspects = [complaint, refusals, fullBlocks, fullMachine, slowAnswers, growingPool, busyProcess, lateHarness];
  for (const suspect of suspects) {
    const answer = suspect(evidence);
    if (answer !== undefined) return answer;
  }
  return (
    fastDrops(evidence) ?? `network: ${missedBy(evidence.rate)}, and neither generator, node nor machine was at a limit`
  );
}

const missedBy = ({ achieved, offered, dropped }: SteadyRate): string =>
  `${achieved} of ${offered} offered operations done, ${dropped} dropped`;

function complaint({ view, load }: Evidence): string | undefined {
  const finished = eventsOf(view.run.events, "load.finished").find((event) => event.load === load.name);
  return finished?.complaint === undefined ? undefined : `generator: ${finished.complaint}`;
}

function refusals({ rate, tally }: Evidence): string | undefined {
  const refused = [...tally.steady.refusals.entries()].filter(([error]) => poolRefusal.test(error));
  const count = refused.reduce((all, [, times]) => all + times, 0);
  const missed = rate.offered - rate.achieved;
  if (count === 0 || count * 2 < missed) return undefined;
  return `node: it refused ${count} of ${counted(rate.offered, "transaction")} ("${refused[0]?.[0]}")`;
}

function fullBlocks({ view, load, steady }: Evidence): string | undefined {
  if (load.corpus === "none") return undefined;
  const shares: number[] = [];
  for (const { atMs, gasUsed, gasLimit } of view.chain.tree.blocks.values()) {
    if (isWithin(steady, atMs) && gasLimit > 0) shares.push(gasUsed / gasLimit);
  }
  const median = medianOf(shares);
  if (median === undefined || median <= fullBlockShare) return undefined;
  return `node: blocks are full (the median block uses ${percent(median)} of its gas limit)`;
}

function fullMachine({ view, steady }: Evidence): string | undefined {
  const busy = machineMedians(view, steady);
  if (busy === undefined || busy.machine < busyMachineShare * busy.cores) return undefined;
  return `machine: ${busy.machine.toFixed(1)} of ${counted(busy.cores, "core")} busy (nodes ${busy.nodes.toFixed(1)}, load ${busy.load.toFixed(1)}, harness ${busy.harness.toFixed(1)})`;
}

/** Little's law: rate x latency requests are in flight; when that is all VUs, a faster answer is what was missing. */
function slowAnswers({ load, rate, tally }: Evidence): string | undefined {
  const latencyMs = medianLatencyMs(tally);
  if (latencyMs === undefined) return undefined;
  const inFlight = (rate.offered / rate.seconds) * (latencyMs / 1000);
  if (inFlight < vusBusyShare * load.vus) return undefined;
  return `node: answers took ${formatDuration(latencyMs)} (median), which keeps all ${load.vus} VUs waiting at this rate`;
}

/** Of all that were answered or waited for in the steady stretch: a rejection keeps a VU busy, too. */
function medianLatencyMs({ windows, submit, steady }: LoadTally): number | undefined {
  const all = LatencyHistogram.empty();
  all.merge(steady.rejectedLatencies);
  for (const [index, { window }] of windows.entries()) {
    const histogram = submit[index];
    if (window === "steady" && histogram !== undefined) all.merge(histogram);
  }
  return all.quantileMs(0.5);
}

function growingPool({ view, load, rate, steady }: Evidence): string | undefined {
  if (load.corpus === "none") return undefined;
  const looks: { x: number; y: number }[] = [];
  for (const event of eachOf(view.run.events, "probe.sampled")) {
    if (!isWithin(steady, event.atMs) || !event.answered || event.pending === null) continue;
    if (load.through.some((node) => node === event.node)) looks.push({ x: event.atMs / 1000, y: event.pending });
  }
  // The median slope: a block takes a second's transactions out of the pool at once, so single looks say little.
  const perSecond = fitTrend(looks)?.slope ?? 0;
  const grown = perSecond * ((steady.toMs - steady.fromMs) / 1000);
  if (grown <= grownShareMax * rate.offered) return undefined;
  return `node: its pool grew by ${perSecond.toFixed(1)} pending transactions a second, ${Math.round(grown)} in ${formatDuration(steady.toMs - steady.fromMs)}`;
}

function busyProcess({ view, steady }: Evidence): string | undefined {
  const busy = machineMedians(view, steady);
  if (busy === undefined) return undefined;
  if (busy.load >= busyCores && busy.load >= busy.nodes) {
    return `generator: the load kept ${busy.load.toFixed(1)} of ${counted(busy.cores, "core")} busy`;
  }
  return busy.nodes < busyCores
    ? undefined
    : `node: the nodes kept ${busy.nodes.toFixed(1)} of ${counted(busy.cores, "core")} busy`;
}

function lateHarness({ view, steady }: Evidence): string | undefined {
  const lags = eventsOf(view.run.events, "harness.lagged").filter((event) => isWithin(steady, event.atMs));
  if (lags.length === 0) return undefined;
  const worstMs = lags.reduce((worst, event) => Math.max(worst, event.lateMs), 0);
  return `generator: the harness was late ${counted(lags.length, "time")}, at worst by ${formatDuration(worstMs)}`;
}

/** Iterations were dropped although answers came fast enough: the generator had no free VU of its own making. */
function fastDrops({ rate, tally }: Evidence): string | undefined {
  if (rate.dropped === 0) return undefined;
  const latencyMs = medianLatencyMs(tally);
  const speed =
    latencyMs === undefined ? "nothing was answered" : `answers took only ${formatDuration(latencyMs)} (median)`;
  return `generator: it dropped ${rate.dropped} of ${rate.offered} iterations though ${speed}`;
}

interface Busy {
  readonly cores: number;
  readonly machine: number;
  readonly nodes: number;
  readonly load: number;
  readonly harness: number;
}

function machineMedians(view: RunView, steady: Span): Busy | undefined {
  const samples = eventsOf(view.run.events, "machine.sampled").filter((event) => isWithin(steady, event.atMs));
  const cores = samples[0]?.cores;
  if (cores === undefined) return undefined;
  return {
    cores,
    machine: medianOf(samples.map((sample) => sample.machineCoresBusy)) ?? 0,
    nodes: medianOf(samples.map((sample) => sample.nodesCoresBusy)) ?? 0,
    load: medianOf(samples.map((sample) => sample.loadCoresBusy)) ?? 0,
    harness: medianOf(samples.map((sample) => sample.harnessCoresBusy)) ?? 0,
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
