import type { NodeId } from "../base/ids.ts";
import { digestOfPlan } from "../journal/run-directory.ts";
import type { Plan } from "../model/plan.ts";
import { type RunHeader, runHeaderVersion } from "../model/recorded-run.ts";
import type { RunRequest } from "./run-request.ts";

/** What `run.json` says of a run: enough to repeat it. */
export function runHeader(options: {
  request: RunRequest;
  plan: Plan;
  runId: string;
  startedAtWallMs: number;
  observers: readonly NodeId[];
}): RunHeader {
  const { request, plan } = options;
  const { machine } = request;
  return {
    version: runHeaderVersion,
    runId: options.runId,
    planDigest: digestOfPlan(plan),
    planName: plan.name,
    seed: plan.seed,
    backend: plan.backend,
    argv: [...request.argv],
    commit: request.commit,
    chaindrillVersion: request.version,
    tools: Object.values(request.tools).map(({ name, version, how }) => ({ name, version, how })),
    machine: {
      platform: machine.platform,
      arch: machine.arch,
      cpus: machine.cores,
      cpuModel: machine.cpuModel,
      memoryMiB: Math.round(machine.memoryBytes / 2 ** 20),
      node: machine.nodeVersion,
    },
    startedAtWallMs: options.startedAtWallMs,
    nodes: plan.cluster.nodes.map(({ id, role, client }) => ({ id, role, client })),
    observers: [...options.observers],
  };
}
