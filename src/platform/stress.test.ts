import { expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { type StressorOptions, stressorCommand } from "./stress.ts";

const options: StressorOptions = {
  args: ["--cpu", "1"],
  cgroups: { cpu: "/cgroup/cpu/a", cpuacct: "/cgroup/cpu/a", memory: "/cgroup/memory/a" },
  pidNamespace: undefined,
  oomScoreAdj: undefined,
  marks: {},
  workDir: "/scratch",
  logFile: "/scratch/log",
  clock: systemClock,
  signal: new AbortController().signal,
};

/** What follows the launcher's own text. */
const argumentsOf = (parts: Partial<StressorOptions>) => stressorCommand({ ...options, ...parts }).args.slice(3);

it("is told every cgroup once, and then stress-ng with its arguments", () => {
  expect(argumentsOf({}).join(" ")).toBe(
    " /cgroup/cpu/a/cgroup.procs /cgroup/memory/a/cgroup.procs -- stress-ng --keep-name --cpu 1",
  );
});

it("enters the container's processes after it has moved, and keeps stress-ng from setting a score of its own", () => {
  const parts = { pidNamespace: "/proc/7/ns/pid", oomScoreAdj: -500, cgroups: { "": "/cgroup/a" } };
  expect(argumentsOf(parts).join(" ")).toBe(
    "-500 /cgroup/a/cgroup.procs -- nsenter --pid=/proc/7/ns/pid -- stress-ng --keep-name --no-oom-adjust --cpu 1",
  );
});
