import { freemem, totalmem } from "node:os";
import {
  type CgroupDirectories,
  cgroupAnonymousBytes,
  cgroupCoresMax,
  cgroupCpuSeconds,
  cgroupMemoryLimit,
  cgroupPids,
} from "../../platform/cgroup-usage.ts";
import { type MachineCpu, readMachineCpu } from "../../platform/machine-cpu.ts";
import { anonymousBytes, cpuSeconds } from "../../platform/processes.ts";

/** What can be seen from outside of what processes take: an interface, so that no test has to burn processor time. */
export interface StressMeter {
  cpuSeconds(pid: number): number | undefined;
  anonymousBytes(pid: number): number | undefined;
  machineCpu(): MachineCpu | undefined;
  machineMemory(): { readonly totalBytes: number; readonly availableBytes: number };
  cgroupCpuSeconds(cgroups: CgroupDirectories): number | undefined;
  cgroupAnonymousBytes(cgroups: CgroupDirectories): number | undefined;
  cgroupMemoryLimit(cgroups: CgroupDirectories): number | undefined;
  cgroupCoresMax(cgroups: CgroupDirectories): number | undefined;
  cgroupPids(cgroups: CgroupDirectories): ReadonlySet<number>;
}

export const stressMeter: StressMeter = {
  cpuSeconds,
  anonymousBytes,
  machineCpu: readMachineCpu,
  // On Linux "free" counts what the kernel would give up as well (MemAvailable).
  machineMemory: () => ({ totalBytes: totalmem(), availableBytes: freemem() }),
  cgroupCpuSeconds,
  cgroupAnonymousBytes,
  cgroupMemoryLimit,
  cgroupCoresMax,
  cgroupPids,
};
