// Schedules and Workflows: kinds that start other kinds.
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/config/crd/bases/chaos-mesh.org_workflows.yaml, ..._schedules.yaml

import { z } from "zod";
import { dnsSubdomain, nonEmptyText, positiveDurationMs } from "../scalar-schemas.ts";
import { scheduleTimes } from "./cron.ts";
import { faultBlocks, faultKinds } from "./fault-kinds.ts";
import { statusCheckSpec } from "./status-check.ts";

const faultKindNames = faultKinds.map(({ kind }) => kind);

const scheduleShape = {
  schedule: scheduleTimes,
  startingDeadlineSeconds: z.int().min(1).nullable().optional(),
  concurrencyPolicy: z.enum(["Forbid", "Allow"]).default("Forbid"),
  historyLimit: z.int().min(1).optional(),
  ...faultBlocks,
};

/** As a template of a Workflow holds it: it cannot start a Workflow. */
const templateScheduleSpec = z.strictObject({ ...scheduleShape, type: z.enum(faultKindNames) });
export type TemplateScheduleFile = z.output<typeof templateScheduleSpec>;

/** The keys and values of Kubernetes' own are not ours to check. */
const foreign = z.record(z.string(), z.json());

const fixedTypes = ["Serial", "Parallel", "Suspend", "Task", "Schedule", "StatusCheck"] as const;

const templateSchema = z.strictObject({
  name: dnsSubdomain,
  templateType: z.enum([...fixedTypes, ...faultKindNames]),
  deadline: positiveDurationMs.optional(),
  children: z.array(z.string()).default([]),
  task: foreign.optional(),
  conditionalBranches: z.array(z.strictObject({ target: z.string(), expression: z.string().optional() })).default([]),
  schedule: templateScheduleSpec.optional(),
  statusCheck: statusCheckSpec.optional(),
  abortWithStatusCheck: z.boolean().default(false),
  ...faultBlocks,
});
export type TemplateFile = z.output<typeof templateSchema>;

export const workflowSpec = z.strictObject({ entry: nonEmptyText, templates: z.array(templateSchema).min(1) });
export type WorkflowFile = z.output<typeof workflowSpec>;

export const scheduleSpec = z.strictObject({
  ...scheduleShape,
  type: z.enum([...faultKindNames, "Workflow"]),
  workflow: workflowSpec.optional(),
});
export type ScheduleFile = z.output<typeof scheduleSpec>;
