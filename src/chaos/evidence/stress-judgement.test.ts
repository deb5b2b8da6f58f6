import { describe, expect, it } from "vitest";
import type { StressCommand } from "../stress/stress-commands.ts";
import { judgeStress, type StressReading } from "./stress-judgement.ts";

const command = (takes: StressCommand["takes"]): StressCommand => ({ takes, args: [], oomScoreAdj: undefined });
const cpu = (workers: number, load: number) => command({ kind: "cpu", workers, load });
const reading = (parts: Partial<StressReading> = {}): StressReading => ({
  processes: 3,
  processesInCgroup: 3,
  cores: 0.79,
  anonymousBytes: 0,
  overMs: 1002.3,
  cgroupCores: { before: 0.1, now: 0.9 },
  cgroupBytes: undefined,
  machine: { cores: 4, coresBusy: 1 },
  cgroupCoresMax: undefined,
  ...parts,
});
const verdict = (stress: StressCommand, parts: Partial<StressReading>) =>
  judgeStress("signer-1", stress, reading(parts)).map(({ asExpected }) => asExpected);

describe("processor time", () => {
  it("is told with what was asked and what was found", () => {
    expect(judgeStress("signer-1", cpu(1, 80), reading())).toMatchInlineSnapshot(`
      [
        {
          "asExpected": true,
          "expected": "1 x 80 % of a core, between 57 % and 103 %",
          "found": "79 % over 1002 ms",
          "what": "processor time of stress-ng on signer-1",
        },
        {
          "asExpected": true,
          "expected": "all processes of stress-ng in it, and what they take in its counters",
          "found": "3 of 3, its processor time 10 % before and 90 % now",
          "what": "cgroup of signer-1",
        },
      ]
    `);
  });

  it.each([
    [0.5, false],
    [0.58, true],
    [1.02, true],
    [1.1, false],
    [0, false],
  ])("of %d cores where 80 %% of one were asked: %s", (cores, fits) => {
    expect(verdict(cpu(1, 80), { cores, cgroupCores: undefined })[0]).toBe(fits);
  });

  it("cannot be more than the machine has, and says so", () => {
    const [seen] = judgeStress("a", cpu(8, 100), reading({ cores: 3.2, machine: { cores: 4, coresBusy: 3.4 } }));
    expect(seen).toMatchObject({
      asExpected: true,
      expected: "8 x 100 % of a core, of which 400 % can be had here, between 297 % and 503 %",
    });
  });

  it("cannot be more than the cgroup's limit", () => {
    expect(verdict(cpu(2, 100), { cores: 0.5, cgroupCoresMax: 0.5 })[0]).toBe(true);
    expect(verdict(cpu(2, 100), { cores: 0.5 })[0]).toBe(false);
  });

  it("may be less when the machine has no idle time left, and says so", () => {
    const full = reading({ cores: 0.3, machine: { cores: 2, coresBusy: 1.99 } });
    expect(judgeStress("a", cpu(1, 80), full)[0]).toMatchObject({
      asExpected: true,
      found: "30 % over 1002 ms, with the machine at its limit (199 % of 200 %)",
    });
  });

  it("of nothing is not seen, however little was asked", () => {
    expect(verdict(cpu(1, 1), { cores: 0 })[0]).toBe(false);
  });
});

describe("memory", () => {
  const memory = command({ kind: "memory", workers: 2, bytes: 200e6 });
  it.each([
    [179e6, false],
    [181e6, true],
    [240e6, true],
    [250e6, false],
  ])("of %d bytes where 200 MB were asked: %s", (anonymousBytes, fits) => {
    expect(verdict(memory, { anonymousBytes })[0]).toBe(fits);
  });

  it("is looked for in the cgroup as well", () => {
    const anonymousBytes = 200e6;
    expect(verdict(memory, { anonymousBytes, cgroupBytes: { before: 50e6, now: 250e6 } })).toEqual([true, true]);
    expect(verdict(memory, { anonymousBytes, cgroupBytes: { before: 50e6, now: 60e6 } })).toEqual([true, false]);
  });
});

describe("the place", () => {
  it.each([
    ["a process outside", { processesInCgroup: 2 }],
    ["no process", { processes: 0, processesInCgroup: 0 }],
    ["processor time that the cgroup did not count", { cgroupCores: { before: 0.1, now: 0.1 } }],
  ])("is wrong with %s", (_, parts) => {
    expect(verdict(command({ kind: "custom" }), parts)).toEqual([false]);
  });
});
