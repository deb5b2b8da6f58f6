import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock as clock } from "../../base/clock.ts";
import { poll } from "../../base/poll.ts";
import type { FaultAction } from "../../model/fault.ts";
import type { ClusterNode } from "../../model/node.ts";
import { isRunning, killPid, runProgram, sessionPids } from "../../platform/processes.ts";
import { probeStressMechanism } from "../../platform/stress.ts";
import { sampleFault, selectNodes } from "../../testing/sample-fault.ts";
import { cpuStress, memoryStress } from "../../testing/sample-pod-faults.ts";
import { outsideOn } from "../evidence/outside.ts";
import { notRoot, requestFor, scratchCgroups, scratchPod, scratchProcess, scratchScope } from "./scratch-pod.fake.ts";
import { stressFamily } from "./stress-family.ts";

const here = notRoot === undefined ? "" : ` (${notRoot})`;
type StressChaos = Extract<FaultAction, { kind: "StressChaos" }>;

async function openFault(
  action: FaultAction,
  parts: Partial<StressChaos["stressors"]> = {},
  container?: { readonly pid: number },
) {
  const stress = { ...(action as StressChaos) };
  const wanted = { ...stress, stressors: { ...stress.stressors, ...parts } };
  const scope = await scratchScope();
  const cgroups = await scratchCgroups();
  // "0" moves whoever writes.
  const script = 'for file in "$@"; do echo 0 > "$file"; done; exec sleep 60';
  const files = Object.values(cgroups).map((dir) => `${dir}/cgroup.procs`);
  const { pid } = await scratchProcess("sh", "-c", script, "sh", ...files);
  const node: ClusterNode = scratchPod({ cgroups, pid: container?.pid ?? pid });
  if (container !== undefined) Object.assign(node.control, { kind: "docker" });
  const family = stressFamily();
  const request = requestFor(sampleFault(wanted), node);
  expect(family.objection(wanted, request)).toBeUndefined();
  const fault = family.prepare(wanted, { request, scope, outside: outsideOn(scope.clock) });
  onTestFinished(() => fault.revert());
  return { fault, scope };
}

describe.skipIf(notRoot !== undefined)(`stress-ng in a cgroup${here}`, () => {
  const one = selectNodes("signer-0");

  it.each([
    ["cpu 1 x 40 %", cpuStress(one, { workers: 1, load: 40 })],
    ["memory 150 MB", memoryStress(one, 150e6)],
  ] as const)("%s: takes what was asked, and nothing is left of it", async (_, action) => {
    const { fault, scope } = await openFault(action);
    await fault.carryOut();
    const [undo] = scope.undos;
    expect(undo).toMatchObject({ kind: "kill-pid" });
    const evidence = await fault.evidence();
    expect(evidence).toMatchObject({ seen: true });
    await fault.revert();
    await fault.revert();
    expect(await fault.evidenceOfEnd()).toMatchObject({ seen: true });
    expect(undo?.kind === "kill-pid" && isRunning(undo.pid)).toBe(false);
  });

  it("keeps the score that the manifest gives to memory, and the marks of the run on every worker", async () => {
    const memory = { workers: 2, size: { kind: "bytes", bytes: 40e6 }, oomScoreAdj: 321, options: [] } as const;
    const { fault } = await openFault(memoryStress(one, 0), { memory });
    await fault.carryOut();
    expect(await fault.evidence()).toMatchObject({ seen: true });
    const args = ["-c", "cat $(grep -lz CHAINDRILL_RUN=test-run /proc/[0-9]*/environ | sed s/environ/oom_score_adj/)"];
    const { stdout } = await runProgram({ command: "sh", args, timeoutMs: 5000 });
    // stress-ng, and two processes for each worker.
    expect(stdout.split("\n").filter((line) => line === "321")).toHaveLength(5);
    await fault.revert();
    expect(await fault.evidenceOfEnd()).toMatchObject({ seen: true });
  });

  it("runs the manifest's own command line", async () => {
    const { fault } = await openFault(cpuStress(one), { stressngStressors: "--matrix 1" });
    await fault.carryOut();
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault.revert();
    expect(await fault.evidenceOfEnd()).toMatchObject({ seen: true });
  });

  it("lives among a container's processes, and ends with the container", async () => {
    const outer = await scratchProcess("unshare", "--pid", "--fork", "--kill-child", "sleep", "60");
    const inner = await poll({ clock, awaited: "the first process", withinMs: 5000, everyMs: 20 }, async () => {
      const found = sessionPids(outer.pid).find((pid) => pid !== outer.pid);
      return found === undefined ? { notYet: "none" } : { done: found };
    });
    const { fault } = await openFault(cpuStress(one), {}, { pid: inner });
    await fault.carryOut();
    expect(await fault.evidence()).toMatchObject({ seen: true });
    killPid(inner, "SIGKILL");
    expect(await fault.evidenceOfEnd()).toMatchObject({ seen: true });
    await fault.revert();
  });

  it("tells what stress-ng says of options that it does not know", async () => {
    const { fault } = await openFault(cpuStress(one), { stressngStressors: "--no-such-stressor 1" });
    await expect(fault.carryOut()).rejects.toThrow(
      /ended at once: stress-ng --no-such-stressor 1\n[\s\S]*no-such-stressor/,
    );
    await fault.revert();
  });

  it("is found by the probe, with its version", async () => {
    expect(await probeStressMechanism()).toEqual({ works: true, by: expect.stringMatching(/^stress-ng \d+\.\d+/) });
  });
});

describe("the probe", () => {
  it("says why a machine without cgroups cannot do it", async () => {
    expect(await probeStressMechanism({ root: "/nowhere" })).toMatchObject({
      works: false,
      why: expect.stringMatching(/\/nowhere|stress-ng cannot be started/),
    });
  });
});
