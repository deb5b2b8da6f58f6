// StressChaos on nodes that have a cgroup of their own: stress-ng in it, as Chaos Mesh starts it.
//
// What ends it, whatever happens: its processes carry the run's mark. In a container it also lives among the container's
// processes, so that the end of the container is its end, as in a pod; between network namespaces there is only one set
// of process ids, and a restart of the node does not end it.

import { assert } from "../../base/assert.ts";
import type { Evidence, FaultAction, InjectRequest } from "../../model/fault.ts";
import type { ClusterNode, PodControl } from "../../model/node.ts";
import { type StartedStressor, startStressor } from "../../platform/stress.ts";
import { combineEvidence, lookSafely } from "../evidence/combine.ts";
import { lookBeforeStress, type StressBaseline, watchStress, watchStressGone } from "../evidence/stress-evidence.ts";
import { type StressMeter, stressMeter } from "../evidence/stress-meter.ts";
import { type StressCommand, stressCommands } from "../stress/stress-commands.ts";
import { containerObjection } from "./container-kill.ts";
import type { FaultFamily } from "./fault-family.ts";
import { type FaultContext, type PreparedFault, settleAll, undoOnce } from "./prepared-fault.ts";

type StressChaos = Extract<FaultAction, { kind: "StressChaos" }>;

export interface StressFamilyOptions {
  readonly meter?: StressMeter;
  readonly start?: typeof startStressor;
}

/** StressChaos by stress-ng in the cgroups of pods. */
export function stressFamily(options: StressFamilyOptions = {}): FaultFamily<StressChaos> {
  const { meter = stressMeter, start = startStressor } = options;
  return {
    support(_, facts) {
      const { stress } = facts.mechanisms;
      return stress.works ? { kind: "native" } : { kind: "refused", why: stress.why };
    },
    objection: (action, request) => placeObjection(action, request) ?? memoryObjection(action, request, meter),
    prepare: (action, context) => prepareStress(action, { ...context, meter, start }),
  };
}

type StressContext = FaultContext & Required<StressFamilyOptions>;

/** One node and what is started on it. */
interface Course {
  readonly node: { readonly name: string; readonly cgroups: Readonly<Record<string, string>> };
  readonly control: PodControl;
  readonly stresses: { readonly command: StressCommand; readonly stressor: StartedStressor }[];
  baseline: StressBaseline;
  seen: Promise<Evidence>;
}

function prepareStress(action: StressChaos, context: StressContext): PreparedFault {
  const { request, scope, meter } = context;
  const courses = request.sources.map((node): Course => {
    const control = podOf(node);
    assert(control !== undefined, `${node.id} has no cgroup: the driver's objection was not asked`);
    return {
      node: { name: node.id, cgroups: control.cgroups() },
      control,
      stresses: [],
      baseline: { cores: undefined, bytes: undefined },
      seen: Promise.resolve(combineEvidence([])),
    };
  });
  const undone = new AbortController();
  const stressesOf = (course: Course) =>
    course.stresses.map(({ command, stressor }) => ({ command, pids: () => stressor.pids() }));
  const begin = async (course: Course) => {
    const { node } = course;
    course.baseline = await lookBeforeStress({ node, meter, scope });
    const atHand = memoryAtHand(node.cgroups, { meter, nodes: courses.length });
    for (const command of stressCommands(action.stressors, atHand)) await startOn(course, command, context);
    const looking = { node, meter, scope, stresses: stressesOf(course), baseline: course.baseline };
    const watch = { ...looking, durationMs: request.fault.durationMs, signal: undone.signal };
    const { sinceStartMs } = scope;
    course.seen = lookSafely({ look: () => watchStress(watch), what: `stress-ng on ${node.name}`, sinceStartMs });
  };
  return {
    targets: request.sources.map(({ id }) => id),
    carryOut: () => settleAll(courses.map(begin)),
    evidence: async () => combineEvidence(await Promise.all(courses.map(({ seen }) => seen))),
    revert: undoOnce(async () => {
      undone.abort();
      const stressors = courses.flatMap(({ stresses }) => stresses.map(({ stressor }) => stressor));
      await settleAll(stressors.map((stressor) => Promise.resolve(stressor[Symbol.asyncDispose]())));
    }),
    evidenceOfEnd: async () => {
      const looks = courses.map((course) => watchStressGone({ ...course, meter, scope, stresses: stressesOf(course) }));
      return combineEvidence(await Promise.all(looks));
    },
  };
}

async function startOn(course: Course, command: StressCommand, context: StressContext): Promise<void> {
  const { scope, request } = context;
  const { node, control, stresses } = course;
  const stressor = await context.start({
    args: command.args,
    oomScoreAdj: command.oomScoreAdj,
    cgroups: node.cgroups,
    pidNamespace: pidNamespaceOf(control),
    marks: scope.processMarks,
    workDir: scope.scratchDir,
    logFile: `${scope.scratchDir}/stress-${request.fault.name}-${node.name}-${stresses.length}.log`,
    clock: scope.clock,
    signal: scope.signal,
  });
  stresses.push({ command, stressor });
  // What kills all that carries the run's mark was registered when the cluster started; this is for it alone.
  await scope.undo.register({ kind: "kill-pid", pid: stressor.pid, startedAtTicks: stressor.startedAtTicks });
}

function pidNamespaceOf(control: PodControl): string | undefined {
  const state = control.state();
  return control.kind === "docker" && state.status === "running" ? `/proc/${state.pid}/ns/pid` : undefined;
}

function placeObjection(action: StressChaos, request: InjectRequest): string | undefined {
  const { containerNames } = action;
  // None named: the first container of the pod, as everywhere in Chaos Mesh.
  const container = containerNames.length === 0 ? undefined : containerObjection(request, containerNames);
  if (container !== undefined) return container;
  for (const node of request.sources) {
    const control = podOf(node);
    const status = control?.state().status ?? "without a process";
    if (status !== "running") return `${node.id} is not running (${status})`;
    if (Object.keys(control?.cgroups() ?? {}).length === 0)
      return `${node.id} has no cgroup that stress could be put into`;
  }
  return undefined;
}

/** What the harness and the system keep for themselves: a stress that ends the run shows nothing. */
const reservedBytes = 512 * 2 ** 20;

function memoryObjection(action: StressChaos, request: InjectRequest, meter: StressMeter): string | undefined {
  if (action.stressors.memory === undefined || action.stressors.stressngStressors !== undefined) return undefined;
  const atHand = { meter, nodes: request.sources.length };
  let takenBytes = 0;
  for (const node of request.sources) {
    const cgroups = podOf(node)?.cgroups() ?? {};
    const limitBytes = meter.cgroupMemoryLimit(cgroups) ?? Number.POSITIVE_INFINITY;
    for (const { takes } of stressCommands(action.stressors, memoryAtHand(cgroups, atHand))) {
      if (takes.kind === "memory") takenBytes += Math.min(takes.bytes, limitBytes);
    }
  }
  const { availableBytes } = meter.machineMemory();
  if (takenBytes > 0 && takenBytes <= availableBytes - reservedBytes) return undefined;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  return `it would take ${megabytes(takenBytes)} of memory on ${request.sources.map(({ id }) => id).join(", ")}; ${megabytes(availableBytes)} are available, and ${megabytes(reservedBytes)} of them are kept for the harness`;
}

function memoryAtHand(cgroups: Readonly<Record<string, string>>, options: { meter: StressMeter; nodes: number }) {
  const { meter, nodes } = options;
  const { totalBytes, availableBytes } = meter.machineMemory();
  const shareBytes = (availableBytes - reservedBytes) / nodes;
  const limitBytes = meter.cgroupMemoryLimit(cgroups);
  const leftBytes =
    limitBytes === undefined
      ? shareBytes
      : Math.min(shareBytes, limitBytes - (meter.cgroupAnonymousBytes(cgroups) ?? 0));
  return { totalBytes, freeBytes: Math.max(0, Math.floor(leftBytes)) };
}

function podOf({ control }: ClusterNode): PodControl | undefined {
  return control.kind === "netns" || control.kind === "docker" ? control : undefined;
}
