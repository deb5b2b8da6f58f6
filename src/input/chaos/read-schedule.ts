// https://chaos-mesh.org/docs/define-scheduling-rules/

import type { Findings } from "../findings.ts";
import type { SpecContext } from "./chaos-kind.ts";
import type { Meaning, Schedule } from "./experiment.ts";
import { blockKeys, faultKindOf } from "./fault-kinds.ts";
import type { ScheduleFile, TemplateScheduleFile } from "./orchestration-schema.ts";
import { readFault } from "./read-fault.ts";
import { readWorkflow } from "./read-workflow.ts";

/** Reports what is wrong with a Schedule; undefined where what it starts is not there. */
export function readSchedule(spec: ScheduleFile | TemplateScheduleFile, context: SpecContext): Schedule | undefined {
  const { path, findings } = context;
  checkStartingDeadline(spec, context);
  const block = faultKindOf(spec.type)?.block ?? "workflow";
  for (const key of ["workflow", ...blockKeys]) {
    if (key === block || (spec as Readonly<Record<string, unknown>>)[key] === undefined) continue;
    const message = `expected only ${block} with type ${spec.type}, found ${key}: it is ignored`;
    findings.warn({ path: [...path, key], message, at: "key" });
  }
  const body = readBody(spec, { ...context, path: [...path, block] });
  if (body === undefined) {
    findings.error({
      path: [...path, "type"],
      message: `expected ${block} with type ${spec.type}, found none`,
      hint: `write the spec of the ${spec.type} under ${block}`,
    });
    return undefined;
  }
  return { times: spec.schedule, forbidsOverlap: spec.concurrencyPolicy === "Forbid", body, path };
}

function readBody(spec: ScheduleFile | TemplateScheduleFile, context: SpecContext): Schedule["body"] | undefined {
  const kind = faultKindOf(spec.type);
  if (kind === undefined) return "workflow" in spec ? workflowOf(spec, context) : undefined;
  const block = spec[kind.block as (typeof blockKeys)[number]];
  return block && { kind: "fault", body: readFault(kind, block, context) };
}

function workflowOf(spec: ScheduleFile, context: SpecContext): Extract<Meaning, { kind: "workflow" }> | undefined {
  const workflow = spec.workflow && readWorkflow(spec.workflow, context);
  return workflow && { kind: "workflow", workflow };
}

/**
 * The controller looks for the last time that was due since now less the starting deadline; `@every` counts from there,
 * so that with a deadline no longer than the interval nothing is ever due.
 * https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/controllers/schedule/cron/utils.go
 */
function checkStartingDeadline(
  { schedule, startingDeadlineSeconds }: Pick<ScheduleFile, "schedule" | "startingDeadlineSeconds">,
  { path, findings }: { path: SpecContext["path"]; findings: Findings },
): void {
  const seconds = startingDeadlineSeconds ?? Number.POSITIVE_INFINITY;
  if (schedule.kind !== "every" || seconds * 1000 > schedule.everyMs) return;
  findings.error({
    path: [...path, "startingDeadlineSeconds"],
    message: `expected more than the interval of ${schedule.everyMs / 1000} s, found ${seconds}: Chaos Mesh would never start anything`,
    hint: "remove it, or give it more seconds than @every has",
  });
}
