import { digestOfPlan } from "../journal/run-directory.ts";
import type { Plan } from "../model/plan.ts";
import type { RunHeader } from "../model/recorded-run.ts";

/** A run header for tests that record a run themselves. */
export function sampleHeader(options: { plan: Plan; observers: readonly string[] }): RunHeader {
  const { plan } = options;
  return {
    version: 1,
    runId: "sample",
    planDigest: digestOfPlan(plan),
    planName: plan.name,
    seed: plan.seed,
    backend: plan.backend,
    argv: [],
    commit: null,
    chaindrillVersion: "0.0.0",
    tools: [],
    machine: { platform: "linux", arch: "x64", cpus: 2, cpuModel: "sample", memoryMiB: 1024, node: "24" },
    startedAtWallMs: 0,
    nodes: plan.cluster.nodes.map(({ id, role, client }) => ({ id, role, client })),
    observers: [...options.observers],
  };
}
