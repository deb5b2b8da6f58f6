// https://chaos-mesh.org/docs/create-chaos-mesh-workflow/

import { suggestion } from "../suggest.ts";
import type { SpecContext } from "./chaos-kind.ts";
import type { Step, Template, Workflow } from "./experiment.ts";
import { blockKeys, faultKindOf } from "./fault-kinds.ts";
import type { TemplateFile, WorkflowFile } from "./orchestration-schema.ts";
import { readFault } from "./read-fault.ts";
import { readSchedule } from "./read-schedule.ts";
import { readStatusCheck } from "./status-check.ts";

/**
 * Reports what is wrong with a Workflow, by the rules of its webhook and beyond.
 * https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/api/v1alpha1/workflow_webhook.go
 */
export function readWorkflow(spec: WorkflowFile, context: SpecContext): Workflow {
  const { path } = context;
  const names = spec.templates.map(({ name }) => name);
  checkReference({ name: spec.entry, names, path: [...path, "entry"] }, context);
  const templates = new Map<string, Template>();
  for (const [index, file] of spec.templates.entries()) {
    const at: SpecContext = { ...context, path: [...path, "templates", index] };
    if (names.indexOf(file.name) !== index) {
      const message = `expected each name once, found "${file.name}" again`;
      context.findings.error({ path: [...at.path, "name"], message });
    }
    for (const [child, name] of file.children.entries()) {
      checkReference({ name, names, path: [...at.path, "children", child] }, context);
    }
    checkOnlyOwnKeys(file, at);
    const step = readStep(file, at);
    if (step !== undefined)
      templates.set(file.name, { name: file.name, path: at.path, deadlineMs: file.deadline, step });
  }
  checkCircles(spec, context);
  return { entry: spec.entry, templates };
}

function checkReference(
  asked: { name: string; names: readonly string[]; path: SpecContext["path"] },
  { findings }: SpecContext,
): void {
  const { name, names, path } = asked;
  if (names.includes(name)) return;
  const message = `expected the name of a template, found "${name}"`;
  findings.error({ path, message, hint: suggestion(name, [...new Set(names)]) });
}

function readStep(file: TemplateFile, context: SpecContext): Step | undefined {
  const { path, findings } = context;
  const type = file.templateType;
  const missing = (key: string): undefined => {
    const message = `expected ${key} in a template of type ${type}, found none`;
    findings.error({ path: [...path, "templateType"], message });
  };
  switch (type) {
    case "Serial":
    case "Parallel":
      return { kind: type === "Serial" ? "serial" : "parallel", children: file.children };
    case "Suspend":
      return file.deadline === undefined ? missing("deadline") : { kind: "suspend" };
    case "Task":
      return { kind: "task" };
    case "StatusCheck":
      if (file.statusCheck === undefined) return missing("statusCheck");
      return { kind: "check", check: readStatusCheck(file.statusCheck), aborts: file.abortWithStatusCheck };
    case "Schedule": {
      if (file.schedule === undefined) return missing("schedule");
      const schedule = readSchedule(file.schedule, { ...context, path: [...path, "schedule"] });
      return schedule && { kind: "schedule", schedule };
    }
    default:
      return readFaultStep(file, context) ?? missing(faultKindOf(type)?.block ?? type);
  }
}

function readFaultStep(file: TemplateFile, context: SpecContext): Step | undefined {
  const kind = faultKindOf(file.templateType);
  const block = kind && file[kind.block as (typeof blockKeys)[number]];
  if (kind === undefined || block === undefined) return undefined;
  const path = [...context.path, kind.block];
  if (block.duration !== undefined) {
    context.findings.error({
      path: [...path, "duration"],
      message: "expected no duration in a template, found one: Chaos Mesh refuses it",
      hint: "say how long with the template's deadline",
      at: "key",
    });
  }
  return { kind: "fault", body: readFault(kind, block, { ...context, path }) };
}

/** What each type of template may hold beside its name, type and deadline. */
function checkOnlyOwnKeys(file: TemplateFile, { path, findings }: SpecContext): void {
  const type = file.templateType;
  const own: Readonly<Record<string, readonly string[]>> = {
    Serial: ["children"],
    Parallel: ["children"],
    Suspend: [],
    Task: ["task", "conditionalBranches"],
    Schedule: ["schedule"],
    StatusCheck: ["statusCheck"],
  };
  const allowed = own[type] ?? [faultKindOf(type)?.block];
  const given: Readonly<Record<string, unknown>> = file;
  const keys = ["children", "task", "conditionalBranches", "schedule", "statusCheck", ...blockKeys];
  for (const key of keys.filter((each) => isGiven(given[each]) && !allowed.includes(each))) {
    const message = `expected no ${key} in a template of type ${type}, found one: Chaos Mesh refuses it`;
    findings.error({ path: [...path, key], message, at: "key" });
  }
}

const isGiven = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

/** A template that contains itself would go on for ever. */
function checkCircles(spec: WorkflowFile, { path, findings }: SpecContext): void {
  const childrenOf = (name: string) => spec.templates.find((template) => template.name === name)?.children ?? [];
  for (const [index, { name }] of spec.templates.entries()) {
    const below = new Set(childrenOf(name));
    for (const child of below) for (const next of childrenOf(child)) below.add(next);
    if (!below.has(name)) continue;
    const message = `expected templates that end, found a circle: "${name}" contains itself`;
    findings.error({ path: [...path, "templates", index, "children"], message });
  }
}
