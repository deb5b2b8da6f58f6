// Who keeps the processors busy, and who waits for one: needed to name what limited a load. Linux only; elsewhere no
// samples of other processes.

import { watchOwnHealth } from "../base/own-health.ts";
import type { RunScope } from "../model/run-scope.ts";
import { busyCores, type MachineCpu, readMachineCpu } from "../platform/machine-cpu.ts";
import { anonymousBytes, cpuSeconds, openFiles, waitedSeconds } from "../platform/processes.ts";
import { type CgroupView, readCgroupView, throttledSeconds } from "../platform/throttled-seconds.ts";

/** A node, or a load, and its processes as they are now. */
export interface ObservedProcesses {
  readonly name: string;
  readonly pids: readonly number[];
}

export interface MachineSamplingOptions {
  readonly everyMs: number;
  readonly scope: RunScope;
  readonly nodes: () => readonly ObservedProcesses[];
  readonly loads: () => readonly ObservedProcesses[];
  readonly harnessPid: number;
}

interface Seconds {
  readonly used: number;
  readonly waited: number;
  /** Of its cgroup; undefined where nobody counts. */
  readonly throttled: number | undefined;
}

type Look = ReadonlyMap<number, Seconds>;

/** Emits machine.sampled, generator.sampled for each load, and harness.sampled, on a grid. Dispose to stop. */
export function sampleMachine(options: MachineSamplingOptions): Disposable {
  const { scope, everyMs } = options;
  const stack = new DisposableStack();
  const own = stack.use(watchOwnHealth());
  const cgroups = readCgroupView();
  let before = look(options, cgroups);
  stack.use(
    scope.clock.every(everyMs, () => {
      const { lagMsP99, garbageShare } = own.look();
      const health = { lagMsP99: round(lagMsP99), garbageShare: round(garbageShare) };
      scope.events.emit({ type: "harness.sampled", source: "observe", ...health });
      const now = look(options, cgroups);
      if (now === undefined || before === undefined) return;
      emitSamples({ scope, before, now, harnessPid: options.harnessPid });
      before = now;
    }),
  );
  return stack;
}

interface Looked {
  readonly atMs: number;
  readonly machine: MachineCpu;
  readonly nodes: readonly ObservedProcesses[];
  readonly loads: readonly ObservedProcesses[];
  readonly byPid: Look;
}

function look(options: MachineSamplingOptions, cgroups: CgroupView): Looked | undefined {
  const machine = readMachineCpu();
  if (machine === undefined) return undefined;
  const [nodes, loads] = [options.nodes(), options.loads()];
  const pids = [...nodes, ...loads].flatMap((one) => one.pids);
  const secondsOf = (pid: number): Seconds => ({
    used: cpuSeconds(pid) ?? 0,
    waited: waitedSeconds(pid) ?? 0,
    throttled: throttledSeconds(pid, cgroups),
  });
  const byPid = new Map([...pids, options.harnessPid].map((pid) => [pid, secondsOf(pid)] as const));
  return { atMs: options.scope.sinceStartMs(), machine, nodes, loads, byPid };
}

function emitSamples(options: { scope: RunScope; before: Looked; now: Looked; harnessPid: number }): void {
  const { scope, before, now, harnessPid } = options;
  const spentS = (now.atMs - before.atMs) / 1000;
  const coresOf = (kind: "used" | "waited", pids: readonly number[]) =>
    round(pids.reduce((sum, pid) => sum + grown(kind, { pid, before, now }), 0) / spentS);
  const byNode = (kind: "used" | "waited") =>
    Object.fromEntries(now.nodes.map(({ name, pids }) => [name, coresOf(kind, pids)]));
  const all = (observed: readonly ObservedProcesses[]) => observed.flatMap(({ pids }) => pids);
  scope.events.emit({
    type: "machine.sampled",
    source: "observe",
    cores: now.machine.cores,
    machineCoresBusy: round(busyCores(before.machine, now.machine)),
    nodesCoresBusy: coresOf("used", all(now.nodes)),
    loadCoresBusy: coresOf("used", all(now.loads)),
    harnessCoresBusy: coresOf("used", [harnessPid]),
    nodeCores: byNode("used"),
    nodeCoresWaiting: byNode("waited"),
    nodeCoresThrottled: Object.fromEntries(
      now.nodes.flatMap(({ name, pids }) => {
        const cores = coresThrottled(pids, { before, now });
        return cores === undefined ? [] : [[name, cores]];
      }),
    ),
  });
  for (const { name, pids } of now.loads) {
    const throttled = coresThrottled(pids, { before, now });
    scope.events.emit({
      type: "generator.sampled",
      source: "observe",
      load: name,
      coresBusy: coresOf("used", pids),
      coresWaiting: coresOf("waited", pids),
      ...(throttled === undefined ? {} : { coresThrottled: throttled }),
      memoryMiB: round(sumOf(pids, anonymousBytes) / 2 ** 20),
      files: sumOf(pids, openFiles),
    });
  }
}

/** A process that is new since counts from zero, one that is gone not at all; of a thread that ended the wait is lost. */
function grown(kind: "used" | "waited", { pid, before, now }: { pid: number; before: Looked; now: Looked }): number {
  return Math.max(0, (now.byPid.get(pid)?.[kind] ?? 0) - (before.byPid.get(pid)?.[kind] ?? 0));
}

/** Processes that share a cgroup are held back together, so the most of one is that of all. */
function coresThrottled(pids: readonly number[], looks: { before: Looked; now: Looked }): number | undefined {
  const { before, now } = looks;
  const grew = pids.flatMap((pid) => {
    const [old, late] = [before.byPid.get(pid)?.throttled, now.byPid.get(pid)?.throttled];
    return old === undefined || late === undefined ? [] : [Math.max(0, late - old)];
  });
  return grew.length === 0 ? undefined : round(Math.max(...grew) / ((now.atMs - before.atMs) / 1000));
}

const sumOf = (pids: readonly number[], ask: (pid: number) => number | undefined): number =>
  pids.reduce((sum, pid) => sum + (ask(pid) ?? 0), 0);

const round = (value: number) => Math.round(value * 100) / 100;
