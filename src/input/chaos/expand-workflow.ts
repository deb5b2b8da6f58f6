// https://chaos-mesh.org/docs/create-chaos-mesh-workflow/

import { assertNever } from "../../base/assert.ts";
import { formatDuration } from "../../base/duration.ts";
import { isOneShot } from "../../model/fault.ts";
import { expandSchedule } from "./expand-schedule.ts";
import type { Expansion } from "./expansion.ts";
import type { CheckBody, Template, Workflow } from "./experiment.ts";
import { laterBy, latestOf, type Moment } from "./moment.ts";

interface Expanding {
  readonly workflow: Workflow;
  readonly expansion: Expansion;
  readonly name: string;
  readonly at: Moment;
  /** When all of it is ended; infinite when nothing does. */
  readonly endMs: number;
}

/** Adds what a Workflow starts, as `<name>/<template>`; returns when it is over. */
export function expandWorkflow(expanding: Expanding): Moment {
  return expandTemplate(expanding.workflow.entry, expanding);
}

/** A template is over when what it does is, and at its deadline at the latest; so are its children. */
function expandTemplate(name: string, expanding: Expanding): Moment {
  const { workflow, expansion, at } = expanding;
  const template = workflow.templates.get(name);
  if (template === undefined || expansion.isFull) return at;
  expansion.enterTemplate(template.path);
  if (at.latestMs >= expanding.endMs) {
    expansion.options.findings.warn({
      path: [...template.path, "name"],
      message: `expected a template that starts before the deadline around it, found one that is due after ${formatDuration(at.latestMs)}: it is left out`,
      hint: "give the template around it more time",
    });
    return at;
  }
  const endMs = Math.min(expanding.endMs, at.latestMs + (template.deadlineMs ?? Number.POSITIVE_INFINITY));
  return expandStep(template, { ...expanding, endMs });
}

function expandStep(template: Template, expanding: Expanding): Moment {
  const { expansion, at, endMs } = expanding;
  const { step } = template;
  switch (step.kind) {
    case "serial":
      return step.children.reduce((moment, child) => expandTemplate(child, { ...expanding, at: moment }), at);
    case "parallel":
      return latestOf(at, ...step.children.map((child) => expandTemplate(child, expanding)));
    case "suspend":
      return laterBy(at, endMs - at.latestMs);
    case "task":
      reportTask(template, expansion);
      return at;
    case "check":
      return expandCheck({ template, check: step.check, aborts: step.aborts }, expanding);
    case "fault":
    case "schedule": {
      const name = partName(template, expanding);
      if (!Number.isFinite(endMs)) {
        reportEndless(template, expansion);
        return at;
      }
      if (step.kind === "schedule") return expandSchedule({ schedule: step.schedule, expansion, name, at, endMs });
      const durationMs = endMs - at.latestMs;
      const end = expansion.addFault({ name, body: step.body, at, durationMs, durationPath: deadlineOf(template) });
      // The controller waits for the deadline also after what happens once.
      return isOneShot(step.body.action) ? latestOf(laterBy(at, durationMs), end) : end;
    }
    default:
      return assertNever(step);
  }
}

const partName = (template: Template, { expansion, name }: Expanding): string =>
  expansion.uniqueName(`${name}/${template.name}`);

const deadlineOf = (template: Template) => [...template.path, "deadline"];

function expandCheck(
  { template, check, aborts }: { template: Template; check: CheckBody; aborts: boolean },
  expanding: Expanding,
): Moment {
  const { expansion, at, endMs } = expanding;
  const deadlineMs = endMs - at.latestMs;
  const longestMs = Math.min(deadlineMs, check.durationMs ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(longestMs)) {
    reportEndless(template, expansion);
    return at;
  }
  return expansion.addCheck({
    name: partName(template, expanding),
    check,
    aborts,
    at,
    deadlineMs: Number.isFinite(deadlineMs) ? deadlineMs : undefined,
    longestMs,
    path: template.path,
  });
}

function reportTask(template: Template, expansion: Expansion): void {
  expansion.report({
    path: [...template.path, "templateType"],
    message:
      "expected a template that can be interpreted here, found a Task: it runs a container in a cluster of Kubernetes, and what it prints decides how the workflow goes on",
    hint: "leave it out, or use a StatusCheck to decide",
  });
}

function reportEndless(template: Template, expansion: Expansion): void {
  expansion.report({
    path: deadlineOf(template),
    message: "expected a deadline of the template or of one around it, found none: nothing would end it",
    hint: "add deadline: 30s to the template",
  });
}
