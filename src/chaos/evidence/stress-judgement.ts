// What a stress must have taken to count as carried out. Pure.

import { assertNever } from "../../base/assert.ts";
import type { Observation } from "../../model/fault.ts";
import type { StressCommand } from "../stress/stress-commands.ts";

/** What was measured of one stress-ng over a span of time. */
export interface StressReading {
  /** Of stress-ng and its workers, those in the node's cgroup. */
  readonly processes: number;
  readonly processesInCgroup: number;
  /** Cores kept busy by them. */
  readonly cores: number;
  readonly anonymousBytes: number;
  readonly overMs: number;
  /** Of the whole cgroup, before the stress and now; undefined where nobody counts. */
  readonly cgroupCores: BeforeAndNow | undefined;
  readonly cgroupBytes: BeforeAndNow | undefined;
  readonly machine: { readonly cores: number; readonly coresBusy: number };
  /** Limit of the cgroup; undefined without one. */
  readonly cgroupCoresMax: number | undefined;
}

export interface BeforeAndNow {
  readonly before: number;
  readonly now: number;
}

/** The rest is the machine's: a worker measures its own pauses, and shares its cores with everybody. */
const cpuShareMin = 0.75;
const cpuShareMax = 1.25;
/** With no idle time left the others have to give way all the same; what there is, is shared. */
const cpuShareMinWhenFull = 0.25;
const fullFromShare = 0.95;
/** Processor time is counted in hundredths of a second. */
const tickCores = 0.03;
const memoryTolerance = 0.1;
/** What stress-ng has for itself, per process; its workers share some of it, and the cgroup counts that once. */
const ownBytes = 8 * 2 ** 20;
/** The cgroup is read a moment before or after its processes, and the node may give some of its memory back. */
const cgroupShareMin = 0.75;

/** One observation of the amount, one of the place. */
export function judgeStress(node: string, command: StressCommand, reading: StressReading): Observation[] {
  const { takes } = command;
  switch (takes.kind) {
    case "cpu":
      return [judgeCpu(node, takes, reading), judgePlace(node, reading)];
    case "memory":
      return [judgeMemory(node, takes, reading), judgePlace(node, reading)];
    case "custom":
      return [judgePlace(node, reading)];
    default:
      return assertNever(takes);
  }
}

type Taken<Kind> = Extract<StressCommand["takes"], { kind: Kind }>;

function judgeCpu(node: string, { workers, load }: Taken<"cpu">, reading: StressReading): Observation {
  const { machine } = reading;
  const askedCores = (workers * load) / 100;
  const coresMax = Math.min(machine.cores, reading.cgroupCoresMax ?? Number.POSITIVE_INFINITY);
  const reachable = Math.min(askedCores, coresMax);
  const full = machine.coresBusy >= fullFromShare * machine.cores;
  const least = reachable * (full ? cpuShareMinWhenFull : cpuShareMin) - tickCores;
  const most = reachable * cpuShareMax + tickCores;
  const capped = reachable < askedCores ? `, of which ${percent(reachable)} can be had here` : "";
  const shared = full
    ? `, with the machine at its limit (${percent(machine.coresBusy)} of ${percent(machine.cores)})`
    : "";
  return {
    what: `processor time of stress-ng on ${node}`,
    expected: `${workers} x ${load} % of a core${capped}, between ${percent(least)} and ${percent(most)}`,
    found: `${percent(reading.cores)} over ${Math.round(reading.overMs)} ms${shared}`,
    asExpected: reading.cores >= least && reading.cores <= most && reading.cores > 0,
  };
}

function judgeMemory(node: string, { bytes }: Taken<"memory">, reading: StressReading): Observation {
  const most = bytes * (1 + memoryTolerance) + reading.processes * ownBytes;
  return {
    what: `memory of stress-ng on ${node}`,
    expected: `${megabytes(bytes)}, +-${100 * memoryTolerance} %`,
    found: megabytes(reading.anonymousBytes),
    asExpected: reading.anonymousBytes >= bytes * (1 - memoryTolerance) && reading.anonymousBytes <= most,
  };
}

/** Whether all of it is in the node's cgroup, as the processes tell and as the cgroup's own counters do. */
function judgePlace(node: string, reading: StressReading): Observation {
  const { processes, processesInCgroup, cgroupCores, cgroupBytes } = reading;
  const told: string[] = [];
  let asExpected = processes > 0 && processesInCgroup === processes;
  if (cgroupCores !== undefined) {
    told.push(`its processor time ${percent(cgroupCores.before)} before and ${percent(cgroupCores.now)} now`);
    asExpected &&= cgroupCores.now >= cgroupShareMin * reading.cores - tickCores;
  }
  if (cgroupBytes !== undefined) {
    told.push(`its memory ${megabytes(cgroupBytes.before)} before and ${megabytes(cgroupBytes.now)} now`);
    asExpected &&= cgroupBytes.now >= cgroupShareMin * (reading.anonymousBytes - processes * ownBytes);
  }
  return {
    what: `cgroup of ${node}`,
    expected: "all processes of stress-ng in it, and what they take in its counters",
    found: [`${processesInCgroup} of ${processes}`, ...told].join(", "),
    asExpected,
  };
}

/** Of one core, as `top` shows it. */
const percent = (cores: number): string => `${Math.max(0, Math.round(100 * cores))} %`;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
