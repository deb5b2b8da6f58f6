// `reports/baselines/<name>.baseline.json`: what earlier nights measured. It serves the trend and a coarse tripwire;
// the fine gate never compares with stored numbers, for nights differ more than builds (ARCHITECTURE.md, Measurement).

import { z } from "zod";
import { environmentSchema, metricSchema } from "./result.ts";

export const baselineVersion = 1;

const nightMetricSchema = metricSchema.pick({ name: true, title: true, unit: true, better: true, scale: true }).extend({
  /** One per run that counts; null where that run does not say it, or only that it is beyond what was observed. */
  values: z.array(z.number().nullable()),
  censored: z.int(),
  median: z.number().nullable(),
  /** Candidate over reference of that night (their difference for metrics of that scale), where both were run. */
  effect: z.number().nullable(),
});
export type NightMetric = z.infer<typeof nightMetricSchema>;

const nightSchema = z.strictObject({
  recordedAt: z.string(),
  /** Commit of what was measured, as given; null when nobody said. */
  commit: z.string().nullable(),
  note: z.string().nullable(),
  /** Clients under test and what measured them, as in the environment: they may change from night to night. */
  clients: z.string(),
  harness: z.string(),
  runs: z.array(z.string()),
  /** Runs that did not count, with why. */
  invalid: z.array(z.strictObject({ run: z.string(), why: z.string() })),
  /** Nothing differed between the sides of its comparison: its effects are noise, and set the floor. */
  isAa: z.boolean(),
  metrics: z.array(nightMetricSchema),
  /** Latencies merged over the night's runs: HDR histogram V2, compressed, base64, by name. */
  histograms: z.record(z.string(), z.string()),
});
export type Night = z.infer<typeof nightSchema>;

export const baselineSchema = z.strictObject({
  version: z.literal(baselineVersion),
  name: z.string(),
  /** Of the newest night. Runs of another machine, backend or scenario are refused; clients and harness may change. */
  environment: environmentSchema,
  /** Oldest first. */
  nights: z.array(nightSchema),
});
export type Baseline = z.infer<typeof baselineSchema>;

/** The same as a JSON Schema (draft 2020-12), for readers that are not ours. */
export const baselineSchemaAsJson = (): object => z.toJSONSchema(baselineSchema);
