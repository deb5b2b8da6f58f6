// A Schedule or a Workflow comes down to ordinary faults with times of their own. Chaos Mesh's controllers decide while it
// runs; all but status checks and late ends can be said beforehand, and so the limits of a plan hold for all of it.

import { assertNever } from "../../base/assert.ts";
import { expandSchedule } from "./expand-schedule.ts";
import { expandWorkflow } from "./expand-workflow.ts";
import { type ExpandOptions, Expansion } from "./expansion.ts";
import type { Experiment, FaultBody } from "./experiment.ts";
import { theStart } from "./moment.ts";
import { otherKinds } from "./other-kinds.ts";

/** The faults that an experiment is or starts, and the status checks that they depend on, in order of start. */
export function expandExperiment(experiment: Experiment, options: ExpandOptions): Expansion {
  const expansion = new Expansion(experiment, options);
  const { name } = options;
  const { meaning } = experiment;
  switch (meaning.kind) {
    case "fault":
      addAlone(expansion, { name, body: meaning.body });
      break;
    case "schedule": {
      const { schedule } = meaning;
      // Without a plan around it nobody knows its end: the first start shows what there is to be said.
      const firstMs = schedule.times.kind === "every" ? schedule.times.everyMs + 1 : 1;
      const endMs = options.forMs ?? firstMs;
      expandSchedule({ schedule, expansion, name, at: theStart, endMs, cuts: options.forMs !== undefined });
      break;
    }
    case "workflow":
      expandWorkflow({ workflow: meaning.workflow, expansion, name, at: theStart, endMs: Number.POSITIVE_INFINITY });
      break;
    default:
      assertNever(meaning);
  }
  expansion.parts.sort((a, b) => offsetOf(a.planned.start) - offsetOf(b.planned.start));
  return expansion;
}

const offsetOf = (start: { kind: "at"; atMs: number } | { kind: "after"; plusMs?: number }): number =>
  start.kind === "at" ? start.atMs : (start.plusMs ?? 0);

function addAlone(expansion: Expansion, { name, body }: { name: string; body: FaultBody }): void {
  const durationPath = [...body.path, "duration"];
  expansion.addFault({ name, body, at: theStart, durationMs: body.durationMs, durationPath });
  if (!isNoFault(body)) expansion.checkHasEnd(body, "this fault");
}

/** A kind that injects nothing has nothing to end either. */
const isNoFault = ({ action }: FaultBody): boolean =>
  action.kind === "unsupported" && Object.hasOwn(otherKinds, action.chaosKind);
