import { describe, expect, it } from "vitest";
import type { FaultAction } from "../../model/fault.ts";
import type { StressorOptions } from "../../platform/stress.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { sampleFault, selectNodes } from "../../testing/sample-fault.ts";
import { cpuStress, memoryStress } from "../../testing/sample-pod-faults.ts";
import type { StressMeter } from "../evidence/stress-meter.ts";
import { processFacts } from "./bench.fake.ts";
import { requestFor, scratchPod } from "./scratch-pod.fake.ts";
import { stressFamily } from "./stress-family.ts";

type StressChaos = Extract<FaultAction, { kind: "StressChaos" }>;
type Defect = "lazy" | "elsewhere" | "immortal" | "cannot-start";

const one = selectNodes("signer-0");
const cpu = cpuStress(one, { workers: 1, load: 80 }) as StressChaos;
const memory = memoryStress(one, 200e6) as StressChaos;

/** A machine on which nothing runs but what is started here: each worker takes 0.8 cores and 100 MB. */
function openBench(options: { defect?: Defect; limitBytes?: number } = {}) {
  const { defect } = options;
  const clock = new ManualClock();
  const scope = fakeScope({ clock });
  const alive = new Map<number, number>();
  const started: StressorOptions[] = [];
  const perWorker = defect === "lazy" ? 0.1 : 1;
  const secondsOf = (sinceMs: number) => (0.8 * perWorker * (clock.nowMs() - sinceMs)) / 1000;
  const inCgroup = () => (defect === "elsewhere" ? [] : [...alive]);
  const meter: StressMeter = {
    cpuSeconds: (pid) => (alive.has(pid) ? secondsOf(alive.get(pid) ?? 0) : undefined),
    anonymousBytes: (pid) => (alive.has(pid) ? 100e6 * perWorker : undefined),
    machineCpu: () => undefined,
    machineMemory: () => ({ totalBytes: 4e9, availableBytes: 2e9 }),
    cgroupCpuSeconds: () => inCgroup().reduce((sum, [, sinceMs]) => sum + secondsOf(sinceMs), 0),
    cgroupAnonymousBytes: () => 50e6 + inCgroup().length * 100e6 * perWorker,
    cgroupMemoryLimit: () => options.limitBytes,
    cgroupCoresMax: () => undefined,
    cgroupPids: () => new Set(inCgroup().map(([pid]) => pid)),
  };
  const family = stressFamily({
    meter,
    async start(wanted) {
      if (defect === "cannot-start") throw new Error("no stress-ng");
      started.push(wanted);
      const own = wanted.args.includes("--vm") ? [201, 202] : [101];
      for (const pid of own) alive.set(pid, clock.nowMs());
      return {
        pid: own[0] ?? 0,
        startedAtTicks: 7,
        pids: () => own.filter((pid) => alive.has(pid)),
        async [Symbol.asyncDispose]() {
          if (defect !== "immortal") for (const pid of own) alive.delete(pid);
        },
      };
    },
  });
  const pod = scratchPod({ cgroups: { cpu: "/cgroup/cpu/a", memory: "/cgroup/memory/a" } });
  const prepare = (action: StressChaos) =>
    family.prepare(action, { request: requestFor(sampleFault(action), pod), scope, outside: noOutside });
  const objection = (action: StressChaos) => family.objection(action, requestFor(sampleFault(action), pod));
  return { clock, scope, family, pod, started, prepare, objection };
}

/** Stress is not looked for on any port. */
const noOutside = {
  isRunning: () => false,
  connect: async () => ({ kind: "refused" }) as const,
  askHeight: async () => ({ kind: "unreachable", reason: "refused" }) as const,
  provoke: () => {
    throw new Error("a port was asked");
  },
} as unknown as Parameters<ReturnType<typeof stressFamily>["prepare"]>[1]["outside"];

describe("StressChaos in a cgroup", () => {
  it.each([
    ["cpu", cpu],
    ["memory", memory],
    ["both", { ...cpu, stressors: { ...memory.stressors, cpu: cpu.stressors.cpu } }],
  ])("%s: is seen, and seen to be over after one undo or two", async (_, action) => {
    const { clock, prepare, scope } = openBench();
    const fault = prepare(action);
    await clock.drive(fault.carryOut());
    expect(scope.undos[0]).toMatchObject({ kind: "kill-pid", startedAtTicks: 7 });
    expect(await clock.drive(fault.evidence())).toMatchObject({ seen: true });
    await fault.revert();
    await fault.revert();
    expect(await clock.drive(fault.evidenceOfEnd())).toMatchObject({ seen: true });
    expect(clock.pending).toBe(0);
  });

  it.each([
    ["lazy", "processor time of stress-ng on signer-0: 8 %"],
    ["elsewhere", "cgroup of signer-0: 0 of 1"],
  ] as const)("is not seen when stress-ng is %s", async (defect, told) => {
    const { clock, prepare } = openBench({ defect });
    const fault = prepare(cpu);
    await clock.drive(fault.carryOut());
    const evidence = await clock.drive(fault.evidence());
    expect(evidence.seen).toBe(false);
    expect(evidence.observations.map(({ what, found }) => `${what}: ${found}`).join("; ")).toContain(told);
    await fault.revert();
  });

  it("is not over while a process of it lives", async () => {
    const { clock, prepare } = openBench({ defect: "immortal" });
    const fault = prepare(cpu);
    await clock.drive(fault.carryOut());
    await fault.revert();
    const end = await clock.drive(fault.evidenceOfEnd());
    expect(end.observations).toEqual([
      { what: "processes of stress-ng on signer-0", expected: "none", found: "101", asExpected: false },
    ]);
  });

  it("stops looking when it is undone", async () => {
    const { clock, prepare } = openBench({ defect: "lazy" });
    const fault = prepare(cpu);
    await clock.drive(fault.carryOut());
    await fault.revert();
    expect(await fault.evidence()).toMatchObject({ seen: false });
    expect(clock.pending).toBe(0);
  });

  it("fails with what stress-ng says, and can be undone all the same", async () => {
    const { clock, prepare } = openBench({ defect: "cannot-start" });
    const fault = prepare(cpu);
    await expect(clock.drive(fault.carryOut())).rejects.toThrow("no stress-ng");
    await fault.revert();
  });

  it("lives among the container's processes on Docker, and among the harness's between namespaces", async () => {
    const { clock, prepare, started, pod } = openBench();
    await clock.drive(prepare(cpu).carryOut());
    Object.assign(pod.control, { kind: "docker" });
    pod.become({ status: "running", pid: 4711 });
    await clock.drive(prepare(cpu).carryOut());
    expect(started.map(({ pidNamespace }) => pidNamespace)).toEqual([undefined, "/proc/4711/ns/pid"]);
  });

  it("takes what is free where no size is given, and leaves something for the harness and within a limit", async () => {
    const all = { ...memory, stressors: { ...memory.stressors } };
    Object.assign(all.stressors, { memory: { workers: 2, size: undefined, oomScoreAdj: 0, options: [] } });
    for (const [limitBytes, bytes] of [
      [undefined, "1463129088"],
      [800e6, "750000000"],
    ] as const) {
      const { clock, prepare, started, objection } = openBench(limitBytes === undefined ? {} : { limitBytes });
      expect(objection(all)).toBeUndefined();
      await clock.drive(prepare(all).carryOut());
      expect(started[0]?.args).toContain(bytes);
    }
  });
});

describe("objections to stress", () => {
  it("name the container, the node that is down, the missing cgroup and the missing memory", () => {
    const { objection, family, pod } = openBench();
    const bare = scratchPod();
    const objections = [
      objection({ ...cpu, containerNames: ["sidecar"] }),
      family.objection(cpu, requestFor(sampleFault(cpu), bare)),
      objection(memoryStress(one, 1.9e9) as StressChaos),
    ];
    pod.become({ status: "stopped" });
    expect([...objections, objection(cpu)]).toMatchInlineSnapshot(`
      [
        "no container sidecar: signer-0 has geth",
        "signer-0 has no cgroup that stress could be put into",
        "it would take 1900 MB of memory on signer-0; 2000 MB are available, and 537 MB of them are kept for the harness",
        "signer-0 is not running (stopped)",
      ]
    `);
  });

  it("are none for what fits", () => {
    const { objection } = openBench();
    expect([objection(cpu), objection(memory), objection({ ...cpu, containerNames: ["geth"] })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("are not asked where the mechanism does not work: it is refused", () => {
    const { family } = openBench();
    expect(family.support(cpu, processFacts)).toEqual({ kind: "refused", why: "not probed" });
  });
});
