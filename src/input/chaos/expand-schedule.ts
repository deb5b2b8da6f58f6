import { isOneShot } from "../../model/fault.ts";
import { expandWorkflow } from "./expand-workflow.ts";
import type { Expansion } from "./expansion.ts";
import type { FaultBody, Schedule, Workflow } from "./experiment.ts";
import { laterBy, latestOf, type Moment } from "./moment.ts";

interface Expanding {
  readonly schedule: Schedule;
  readonly expansion: Expansion;
  readonly name: string;
  /** When the Schedule is created. */
  readonly at: Moment;
  /** When it is deleted, and with it all that it started. */
  readonly endMs: number;
  /** False for a Schedule whose end nobody has said. */
  readonly cuts?: boolean;
}

/**
 * Adds what a Schedule starts, as `<name>/1`, `<name>/2`, ...: the first one interval after its creation, each further one
 * an interval after the last. With Forbid, what is due while the last one goes on starts as soon as that is over.
 * https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/controllers/schedule/cron/controller.go
 */
export function expandSchedule(expanding: Expanding): Moment {
  const { schedule, expansion, name, at, endMs, cuts = true } = expanding;
  const { times, forbidsOverlap, body, path } = schedule;
  if (times.kind === "cron") {
    expansion.report({
      path: [...path, "schedule"],
      message: `expected times from the start of the schedule, found "${times.text}", which are by the clock on the wall: when a drill reaches them depends on when it was begun`,
      hint: 'write an interval, such as "@every 30s"',
    });
    return at;
  }
  if (body.kind === "fault") expansion.checkHasEnd(body.body, "what the schedule starts");
  const ends: Moment[] = [];
  // Of the last start, from the Schedule's own; what delays a start in a run does not delay all further ones.
  let lastMs = 0;
  for (let count = 1; ; count += 1) {
    const due = laterBy(at, lastMs + times.everyMs);
    const previous = ends.at(-1);
    const start = forbidsOverlap && previous !== undefined ? latestOf(due, previous) : due;
    if (start.latestMs >= endMs || expansion.isFull) break;
    const spawn = { expansion, name: expansion.uniqueName(`${name}/${count}`), at: start };
    const until = cuts ? endMs : Number.POSITIVE_INFINITY;
    ends.push(body.kind === "fault" ? spawnFault(body.body, spawn, until) : spawnWorkflow(body.workflow, spawn, until));
    lastMs = start.latestMs - at.latestMs;
  }
  return latestOf(laterBy(at, endMs - at.latestMs), ...ends);
}

interface Spawn {
  readonly expansion: Expansion;
  readonly name: string;
  readonly at: Moment;
}

function spawnFault(body: FaultBody, { expansion, name, at }: Spawn, endMs: number): Moment {
  const durationMs = Math.min(body.durationMs ?? Number.POSITIVE_INFINITY, endMs - at.latestMs);
  const durationPath = [...body.path, "duration"];
  const given = Number.isFinite(durationMs) ? durationMs : undefined;
  const end = expansion.addFault({ name, body, at, durationMs: given, durationPath });
  // What happens once is finished for the controller as soon as it is done: it does not wait for the pod to be back.
  return isOneShot(body.action) ? at : end;
}

const spawnWorkflow = (workflow: Workflow, spawn: Spawn, endMs: number): Moment =>
  expandWorkflow({ workflow, ...spawn, endMs });
