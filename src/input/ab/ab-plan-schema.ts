import { z } from "zod";
import { dnsLabel, nonEmptyText, spelled } from "../scalar-schemas.ts";

/** A metric's name such as `load.transfers.inclusion.p99`, or a glob in which * stands for anything. */
const metricGlob = spelled({
  expected: 'a metric such as "load.transfers.inclusion.p99", or a glob such as "load.*.inclusion.p99"',
  hint: "names have letters, digits, -, _ and dots; * stands for anything",
  parse: (text) => (/^[\w.*-]+$/.test(text) ? text : undefined),
});

const sideSchema = z.strictObject({
  label: nonEmptyText.optional(),
  /** Dotted path of the plan -> value, as with --set. */
  set: z.record(z.string(), z.json()).default({}),
  /** Instead of the plan's: a name of fixtures/clusters, or a path relative to this file. */
  cluster: nonEmptyText.optional(),
  /** Programs of this side's own, relative to this file. */
  tools: z
    .strictObject({ k6: nonEmptyText.optional(), geth: nonEmptyText.optional(), anvil: nonEmptyText.optional() })
    .prefault({}),
});

/** The structure of a plan of kind `ab`; `load-ab-plan.ts` has the rules. */
export const abPlanSchema = z.strictObject({
  apiVersion: z.literal("chaindrill/v1alpha1"),
  kind: z.literal("Plan"),
  metadata: z.strictObject({ name: dnsLabel, description: z.string().default("") }),
  spec: z.strictObject({
    kind: z.literal("ab"),
    /** What both sides run: a name of scenarios/plans, or a path relative to this file. */
    plan: nonEmptyText,
    pairs: z.int().min(1).max(1000).default(10),
    seed: z.int().default(1),
    alpha: z.number().gt(0).max(0.2).default(0.01),
    primary: z.array(metricGlob).default([]),
    floors: z.record(z.string(), z.number().min(0)).default({}),
    confirm: z.boolean().default(true),
    maxReplacements: z.int().min(0).max(100).default(2),
    baseline: dnsLabel.optional(),
    reference: sideSchema.prefault({}),
    candidate: sideSchema.prefault({}),
  }),
});

export type AbPlanFile = z.output<typeof abPlanSchema>;
export type AbSideFile = AbPlanFile["spec"]["reference"];
