// Names what held a load back when it missed its rate. The question is only whom to ask next, so the first limit that
// explains the miss is named, with its numbers.

import { formatDuration } from "../../base/duration.ts";
import { eventsOf } from "../../model/event.ts";
import type { Operation } from "../../model/operation.ts";
import type { LoadSpec } from "../../model/plan.ts";
import { medianOf } from "../quantile.ts";
import type { RunView } from "../run-view.ts";
import { counted } from "../verdicts.ts";
import { isWithin, type Span } from "../windows.ts";
import type { SteadyRate } from "./steady-rate.ts";

/** A pool that takes no more, or only for a higher price: go-ethereum core/txpool/errors.go. */
const poolRefusal = /txpool is full|underpriced|account limit exceeded/i;

const fullBlockShare = 0.95;
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

function refusals({ rate }: Evidence): string | undefined {
  const refused = rate.operations.flatMap((operation) => {
    const error = errorOf(operation);
    return error !== undefined && poolRefusal.test(error) ? [error] : [];
  });
  const missed = rate.offered - rate.achieved;
  if (refused.length === 0 || refused.length * 2 < missed) return undefined;
  return `node: it refused ${refused.length} of ${counted(rate.offered, "transaction")} ("${refused[0]}")`;
}

const errorOf = (operation: Operation): string | undefined =>
  operation.kind === "dropped" || operation.outcome !== "rejected" ? undefined : operation.error;

function fullBlocks({ view, load, steady }: Evidence): string | undefined {
  if (load.corpus === "none") return undefined;
  const blocks = [...view.chain.tree.blocks.values()].filter((block) => isWithin(steady, block.atMs));
  const shares = blocks.filter((block) => block.gasLimit > 0).map((block) => block.gasUsed / block.gasLimit);
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
function slowAnswers({ load, rate }: Evidence): string | undefined {
  const latencyMs = medianOf(rate.operations.flatMap(latencyOf));
  if (latencyMs === undefined) return undefined;
  const inFlight = (rate.offered / rate.seconds) * (latencyMs / 1000);
  if (inFlight < vusBusyShare * load.vus) return undefined;
  return `node: answers took ${formatDuration(latencyMs)} (median), which keeps all ${load.vus} VUs waiting at this rate`;
}

const latencyOf = (operation: Operation): number[] =>
  operation.kind === "dropped" ? [] : [operation.doneAtMs - operation.intendedAtMs];

function growingPool({ view, load, rate, steady }: Evidence): string | undefined {
  if (load.corpus === "none") return undefined;
  const pending = eventsOf(view.run.events, "probe.sampled").flatMap((event) =>
    isWithin(steady, event.atMs) && event.answered && load.through.some((node) => node === event.node)
      ? (event.pending ?? [])
      : [],
  );
  const [first, last] = [pending[0], pending.at(-1)];
  if (first === undefined || last === undefined || last - first <= 0.05 * rate.offered) return undefined;
  return `node: its pool grew from ${first} to ${last} pending transactions in ${formatDuration(steady.toMs - steady.fromMs)}`;
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
function fastDrops({ rate }: Evidence): string | undefined {
  if (rate.dropped === 0) return undefined;
  const latencyMs = medianOf(rate.operations.flatMap(latencyOf));
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
