// Who keeps the processors busy: needed to name the bottleneck when a rate was missed. Linux only; elsewhere no samples.

import type { RunScope } from "../model/run-scope.ts";
import { busyCores, readMachineCpu } from "../platform/machine-cpu.ts";
import { cpuSeconds } from "../platform/processes.ts";

export interface MachineSamplingOptions {
  readonly everyMs: number;
  readonly scope: RunScope;
  readonly nodePids: () => readonly number[];
  readonly loadPids: () => readonly number[];
  readonly harnessPid: number;
}

/** Emits machine.sampled on a grid. Dispose to stop. */
export function sampleMachine(options: MachineSamplingOptions): Disposable {
  const { scope } = options;
  let before = look(options);
  return scope.clock.every(options.everyMs, () => {
    const now = look(options);
    if (now === undefined || before === undefined) return;
    const spentS = (now.atMs - before.atMs) / 1000;
    scope.events.emit({
      type: "machine.sampled",
      source: "observe",
      cores: now.machine.cores,
      machineCoresBusy: round(busyCores(before.machine, now.machine)),
      nodesCoresBusy: round(spent(before.nodes, now.nodes) / spentS),
      loadCoresBusy: round(spent(before.loads, now.loads) / spentS),
      harnessCoresBusy: round(spent(before.harness, now.harness) / spentS),
    });
    before = now;
  });
}

function look(options: MachineSamplingOptions) {
  const machine = readMachineCpu();
  if (machine === undefined) return undefined;
  return {
    atMs: options.scope.sinceStartMs(),
    machine,
    nodes: perPid(options.nodePids()),
    loads: perPid(options.loadPids()),
    harness: perPid([options.harnessPid]),
  };
}

const perPid = (pids: readonly number[]) => new Map(pids.map((pid) => [pid, cpuSeconds(pid) ?? 0] as const));

/** CPU seconds used between two looks; a process that is new since counts from zero, one that is gone not at all. */
function spent(before: ReadonlyMap<number, number>, now: ReadonlyMap<number, number>): number {
  return [...now].reduce((sum, [pid, seconds]) => sum + Math.max(0, seconds - (before.get(pid) ?? 0)), 0);
}

const round = (cores: number) => Math.round(cores * 100) / 100;
