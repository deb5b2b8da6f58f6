// Medians over the steady stretch of who used the processors, and of who waited for one.

import { type EventOf, type EventType, eventsOf } from "../../model/event.ts";
import { medianOf } from "../quantile.ts";
import type { RunView } from "../run-view.ts";
import { isWithin, type Span } from "../windows.ts";

export interface MachineUse {
  readonly cores: number;
  readonly machine: number;
  readonly nodes: number;
  readonly load: number;
  readonly harness: number;
}

/** Cores used, and cores that were wanted and not had. */
export interface CoreUse {
  readonly busy: number;
  readonly waiting: number;
  /** Of these, kept from it by a limit of its cgroup; 0 where nobody counts. */
  readonly throttled: number;
}

/** Nodes and generators use several threads, but one core kept busy is the sign that the hot one is at its limit. */
export const busyCores = 0.9;
/** What waits for a core that long, and longer than it has one, is held back by whoever hands out processors. */
const starvedCores = 0.3;
const starvedRatio = 2;

export const isStarved = ({ busy, waiting }: CoreUse): boolean =>
  waiting >= starvedCores && waiting >= starvedRatio * busy;

export const isThrottled = ({ throttled }: CoreUse): boolean => throttled >= starvedCores;

/** Undefined where nothing was sampled: on systems other than Linux. */
export function machineUse(view: RunView, steady: Span): MachineUse | undefined {
  const samples = steadyEvents(view, { steady, type: "machine.sampled" });
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

/** By node; empty in records that do not tell nodes apart. */
export function nodeUse(view: RunView, steady: Span): ReadonlyMap<string, CoreUse> {
  const samples = steadyEvents(view, { steady, type: "machine.sampled" });
  const names = new Set(samples.flatMap(({ nodeCores }) => Object.keys(nodeCores ?? {})));
  return new Map(
    [...names].map((name) => {
      const busy = medianOf(samples.map(({ nodeCores }) => nodeCores?.[name] ?? 0)) ?? 0;
      const waiting = medianOf(samples.map(({ nodeCoresWaiting }) => nodeCoresWaiting?.[name] ?? 0)) ?? 0;
      const throttled = medianOf(samples.map(({ nodeCoresThrottled }) => nodeCoresThrottled?.[name] ?? 0)) ?? 0;
      return [name, { busy, waiting, throttled }];
    }),
  );
}

/** Of one load's generators; undefined in records without it. */
export function generatorUse(view: RunView, options: { steady: Span; load: string }): CoreUse | undefined {
  const all = steadyEvents(view, { steady: options.steady, type: "generator.sampled" });
  const samples = all.filter(({ load }) => load === options.load);
  const busy = medianOf(samples.map(({ coresBusy }) => coresBusy));
  const waiting = medianOf(samples.map(({ coresWaiting }) => coresWaiting));
  const throttled = medianOf(samples.map(({ coresThrottled }) => coresThrottled ?? 0)) ?? 0;
  return busy === undefined || waiting === undefined ? undefined : { busy, waiting, throttled };
}

export function steadyEvents<T extends EventType>(
  { run }: RunView,
  { steady, type }: { steady: Span; type: T },
): EventOf<T>[] {
  return eventsOf(run.events, type).filter((event) => isWithin(steady, event.atMs));
}
