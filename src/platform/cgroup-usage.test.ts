import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import {
  cgroupAnonymousBytes,
  cgroupCoresMax,
  cgroupCpuSeconds,
  cgroupMemoryLimit,
  cgroupPids,
} from "./cgroup-usage.ts";
import { writeAtomically } from "./files.ts";

async function directoryWith(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) await writeAtomically(path.join(dir, name), text);
  return dir;
}

describe("what a cgroup uses", () => {
  it("is read from the directories of version 1", async () => {
    const cgroups = {
      cpu: await directoryWith({
        "cpu.stat": "nr_periods 0\n",
        "cpu.cfs_quota_us": "50000\n",
        "cpu.cfs_period_us": "100000\n",
      }),
      cpuacct: await directoryWith({ "cpuacct.usage": "1500000000\n", "cgroup.procs": "1\n2\n" }),
      memory: await directoryWith({ "memory.stat": "cache 5\nrss 6\ntotal_rss 7\n", "memory.limit_in_bytes": "800\n" }),
    };
    expect(cgroupCpuSeconds(cgroups)).toBe(1.5);
    expect(cgroupAnonymousBytes(cgroups)).toBe(7);
    expect(cgroupMemoryLimit(cgroups)).toBe(800);
    expect(cgroupCoresMax(cgroups)).toBe(0.5);
  });

  it("is read from the one directory of version 2", async () => {
    const dir = await directoryWith({
      "cpu.stat": "usage_usec 2500000\nuser_usec 1\n",
      "cpu.max": "150000 100000\n",
      "memory.stat": "file 5\nanon 9\n",
      "memory.max": "800\n",
    });
    expect(cgroupCpuSeconds({ "": dir })).toBe(2.5);
    expect(cgroupAnonymousBytes({ "": dir })).toBe(9);
    expect(cgroupMemoryLimit({ "": dir })).toBe(800);
    expect(cgroupCoresMax({ "": dir })).toBe(1.5);
  });

  it.each([
    [{ "memory.limit_in_bytes": "9223372036854771712\n", "cpu.cfs_quota_us": "-1\n", "cpu.cfs_period_us": "100000\n" }],
    [{ "memory.max": "max\n", "cpu.max": "max 100000\n" }],
    [{}],
  ])("has no limit with %o", async (files) => {
    const cgroups = { all: await directoryWith(files) };
    expect([cgroupMemoryLimit(cgroups), cgroupCoresMax(cgroups)]).toEqual([undefined, undefined]);
  });

  it("counts a process only when it is in all of the directories", async () => {
    const cpu = await directoryWith({ "cgroup.procs": "1\n2\n3\n" });
    const memory = await directoryWith({ "cgroup.procs": "3\n1\n" });
    expect([...cgroupPids({ cpu, memory })]).toEqual([1, 3]);
    expect([...cgroupPids({})]).toEqual([]);
  });
});
