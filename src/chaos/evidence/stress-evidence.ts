// A stress is there when its processes take what was asked, inside of the node's cgroup, and over when none of them is
// left.

import { poll } from "../../base/poll.ts";
import type { Evidence, Observation } from "../../model/fault.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { CgroupDirectories } from "../../platform/cgroup-usage.ts";
import { busyCores } from "../../platform/machine-cpu.ts";
import type { StressCommand } from "../stress/stress-commands.ts";
import { evidenceOf } from "./combine.ts";
import { judgeStress, type StressReading } from "./stress-judgement.ts";
import type { StressMeter } from "./stress-meter.ts";

/** One node that is stressed. */
export interface StressedNode {
  readonly name: string;
  readonly cgroups: CgroupDirectories;
}

export interface StressBaseline {
  readonly cores: number | undefined;
  readonly bytes: number | undefined;
}

/** A stress-ng on that node. `pids` are of the living. */
export interface Stress {
  readonly command: StressCommand;
  pids(): readonly number[];
}

interface Looking {
  readonly node: StressedNode;
  readonly meter: StressMeter;
  readonly scope: RunScope;
}

const baselineMs = 300;
const windowMs = 1000;
/** Memory takes its time to be written, and a worker to find its pace. */
const seenWithinMs = 8000;
const pauseMs = 50;
const goneWithinMs = 2000;
const gonePollMs = 50;

/** What the node's cgroup takes before the stress. */
export async function lookBeforeStress({ node, meter, scope }: Looking): Promise<StressBaseline> {
  const { clock, signal } = scope;
  const startedAtMs = clock.nowMs();
  const before = meter.cgroupCpuSeconds(node.cgroups);
  await clock.sleep(baselineMs, signal);
  const now = meter.cgroupCpuSeconds(node.cgroups);
  const cores = coresOf({ before, now, overMs: clock.nowMs() - startedAtMs });
  return { cores, bytes: meter.cgroupAnonymousBytes(node.cgroups) };
}

/** Measures window after window until what is found is as asked, or the time is up. Never rejects. */
export async function watchStress(
  looking: Looking & {
    stresses: readonly Stress[];
    baseline: StressBaseline;
    durationMs: number | undefined;
    signal: AbortSignal;
  },
): Promise<Evidence> {
  const { scope, stresses, durationMs = Number.POSITIVE_INFINITY, signal } = looking;
  const { clock } = scope;
  const overMs = Math.min(windowMs, durationMs / 4);
  let last = evidenceOf([], scope.sinceStartMs());
  const look = async () => {
    const fromMs = scope.sinceStartMs();
    const readings = await readStresses(looking, overMs);
    const seen = stresses.flatMap(({ command }, at) => {
      const reading = readings[at];
      return reading === undefined ? [] : judgeStress(looking.node.name, command, reading);
    });
    last = evidenceOf(seen, seen.every(({ asExpected }) => asExpected) ? fromMs : scope.sinceStartMs());
    return last.seen ? { done: last } : { notYet: last.observations.map(({ found }) => found).join("; ") };
  };
  const withinMs = Math.min(seenWithinMs, durationMs / 2);
  const awaited = `stress-ng on ${looking.node.name} to take what was asked`;
  // The deadline, or the undo that ends the looking: what was last seen says more than the error.
  return await poll({ clock, awaited, everyMs: pauseMs, withinMs, signal }, look).catch(() => last);
}

/** Waits until no process of the stress is left, and the memory is given back. Never rejects. */
export async function watchStressGone(
  looking: Looking & { stresses: readonly Stress[]; baseline: StressBaseline },
): Promise<Evidence> {
  const { node, meter, scope, stresses, baseline } = looking;
  const look = (): Observation[] => {
    const alive = stresses.flatMap((stress) => stress.pids());
    const found = alive.length === 0 ? "none" : alive.join(", ");
    const processes = { what: `processes of stress-ng on ${node.name}`, expected: "none", found };
    const seen: Observation[] = [{ ...processes, asExpected: alive.length === 0 }];
    const taken = stresses.reduce(
      (sum, { command: { takes } }) => sum + (takes.kind === "memory" ? takes.bytes : 0),
      0,
    );
    const bytes = meter.cgroupAnonymousBytes(node.cgroups);
    if (taken > 0 && bytes !== undefined && baseline.bytes !== undefined) {
      const most = baseline.bytes + taken / 2;
      const expected = `below ${megabytes(most)}, after ${megabytes(baseline.bytes)} before`;
      const memory = { what: `memory of the cgroup of ${node.name}`, expected, found: megabytes(bytes) };
      seen.push({ ...memory, asExpected: bytes < most });
    }
    return seen;
  };
  let last = evidenceOf(look(), scope.sinceStartMs());
  const awaited = `stress-ng on ${node.name} to be gone`;
  return await poll({ clock: scope.clock, awaited, withinMs: goneWithinMs, everyMs: gonePollMs }, async () => {
    last = evidenceOf(look(), scope.sinceStartMs());
    return last.seen ? { done: last } : { notYet: last.observations.map((seen) => seen.found).join(", ") };
  }).catch(() => last);
}

/** All stresses of a node over the same span. */
async function readStresses(
  { node, meter, scope, stresses, baseline, signal }: Parameters<typeof watchStress>[0],
  overMs: number,
): Promise<StressReading[]> {
  const { clock } = scope;
  const { cgroups } = node;
  const take = () => ({
    atMs: clock.nowMs(),
    machine: meter.machineCpu(),
    cgroup: meter.cgroupCpuSeconds(cgroups),
    byPid: new Map(stresses.flatMap((stress) => stress.pids()).map((pid) => [pid, meter.cpuSeconds(pid)])),
  });
  const before = take();
  await clock.sleep(overMs, signal);
  const now = take();
  const spentMs = now.atMs - before.atMs;
  const inCgroup = meter.cgroupPids(cgroups);
  const cgroupCores = coresOf({ before: before.cgroup, now: now.cgroup, overMs: spentMs });
  const cgroupBytes = meter.cgroupAnonymousBytes(cgroups);
  return stresses.map((stress) => {
    const pids = stress.pids();
    return {
      processes: pids.length,
      processesInCgroup: pids.filter((pid) => inCgroup.has(pid)).length,
      cores: sum(
        pids.map((pid) => coresOf({ before: before.byPid.get(pid), now: now.byPid.get(pid), overMs: spentMs }) ?? 0),
      ),
      anonymousBytes: sum(pids.map((pid) => meter.anonymousBytes(pid) ?? 0)),
      overMs: spentMs,
      cgroupCores: beforeAndNow(baseline.cores, cgroupCores),
      cgroupBytes: beforeAndNow(baseline.bytes, cgroupBytes),
      machine: {
        cores: now.machine?.cores ?? Number.POSITIVE_INFINITY,
        coresBusy:
          before.machine === undefined || now.machine === undefined ? 0 : busyCores(before.machine, now.machine),
      },
      cgroupCoresMax: meter.cgroupCoresMax(cgroups),
    };
  });
}

function coresOf(used: { before: number | undefined; now: number | undefined; overMs: number }): number | undefined {
  if (used.before === undefined || used.now === undefined) return undefined;
  return ((used.now - used.before) * 1000) / used.overMs;
}

const beforeAndNow = (before: number | undefined, now: number | undefined) =>
  before === undefined || now === undefined ? undefined : { before, now };

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
