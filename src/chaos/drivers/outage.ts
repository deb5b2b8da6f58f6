// What pod-kill, container-kill and pod-failure have in common on processes: the node's process ends, is seen to be
// gone, and comes back by itself or with the undo. They differ in the two answers of OutagePolicy.

import { assert } from "../../base/assert.ts";
import { errorText } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";
import type { Evidence } from "../../model/fault.ts";
import { type ClusterNode, lifecycleOf } from "../../model/node.ts";
import { combineEvidence, evidenceOf } from "../evidence/combine.ts";
import { type Victim, watchDown, watchUp } from "../evidence/process-evidence.ts";
import { type FaultContext, type PreparedFault, settleAll, undoOnce } from "./prepared-fault.ts";

export interface OutagePolicy {
  /** Between SIGTERM and SIGKILL; 0: SIGKILL at once. */
  readonly graceMs: number;
  /** From the end of the process to its restart; undefined: it stays down until the undo. */
  restartAfterMs(node: NodeId): number | undefined;
}

interface Course {
  readonly victim: Victim;
  down: Promise<Evidence> | undefined;
  /** Settled when it was started again, or failed to; never rejects. */
  restarted: Promise<void> | undefined;
  restartError: string | undefined;
}

/** An outage of the request's sources that is ready to be carried out. */
export function prepareOutage(context: FaultContext, policy: OutagePolicy): PreparedFault {
  const { scope, outside } = context;
  const courses = context.request.sources.map(
    (node): Course => ({ victim: victimOf(node), down: undefined, restarted: undefined, restartError: undefined }),
  );
  const undone = new AbortController();

  const begin = async (course: Course) => {
    const { victim } = course;
    await victim.control.stop({ graceMs: policy.graceMs, by: "fault" });
    course.down = watchDown({ victim, outside, scope, signal: undone.signal });
    const afterMs = policy.restartAfterMs(victim.node.id);
    if (afterMs !== undefined) course.restarted = restart({ course, context, afterMs, undone: undone.signal });
  };
  const over = async (course: Course) => {
    await course.restarted;
    const up = await watchUp({ victim: course.victim, outside, scope });
    return course.restartError === undefined || up.seen ? up : withRestartError(up, course);
  };
  return {
    targets: courses.map((course) => course.victim.node.id),
    carryOut: () => settleAll(courses.map(begin)),
    evidence: async () => combineEvidence(await Promise.all(courses.flatMap((course) => course.down ?? []))),
    revert: undoOnce(async () => {
      undone.abort();
      // A restart that is under way is waited for: two at once would be two processes on one data directory.
      await Promise.all(courses.map((course) => course.restarted));
      await settleAll(courses.map((course) => course.victim.control.start({ by: "fault" })));
    }),
    evidenceOfEnd: async () => combineEvidence(await Promise.all(courses.map(over))),
  };
}

/** kubelet notices a dead container when it next lists them, once a second (its PLEG relist period). */
const noticeMs = 1000;

/** Restarts when the time is up and the outage was seen, so that a quick restart cannot hide it. Never rejects. */
async function restart(options: {
  course: Course;
  context: FaultContext;
  afterMs: number;
  undone: AbortSignal;
}): Promise<void> {
  const { course, undone } = options;
  const { clock } = options.context.scope;
  const noticed = new AbortController();
  const given = AbortSignal.any([undone, noticed.signal]);
  // The undo ends both waits early and then starts the node itself.
  const sleep = (ms: number, signal: AbortSignal) => clock.sleep(ms, signal).catch(() => {});
  await Promise.all([
    sleep(options.afterMs, undone),
    Promise.race([course.down, sleep(noticeMs, given)]).then(() => noticed.abort()),
  ]);
  if (undone.aborted) return;
  try {
    await course.victim.control.start({ by: "fault" });
  } catch (error) {
    course.restartError = errorText(error);
  }
}

function withRestartError(up: Evidence, course: Course): Evidence {
  const failed = {
    what: `restart of ${course.victim.node.id}`,
    expected: "started",
    found: course.restartError ?? "",
    asExpected: false,
  };
  return evidenceOf([failed, ...up.observations], up.atMs);
}

function victimOf(node: ClusterNode): Victim {
  const control = lifecycleOf(node);
  assert(control !== undefined, `${node.id} cannot be ended`);
  const state = control.state();
  assert(state.status === "running", `${node.id} is ${state.status}: the driver's objection was not asked`);
  return { node, control, pidBefore: state.pid };
}
