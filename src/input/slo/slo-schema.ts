// The OpenSLO v1 subset: https://github.com/OpenSLO/OpenSLO (specification in its README, commit aa5cb78). The structure of
// the four kinds of documents; `load-slo.ts`, `read-indicator.ts` and `read-alerts.ts` have the rules.

import { z } from "zod";
import { dnsSubdomain, nonEmptyText, spelled, stringMap } from "../scalar-schemas.ts";

const unitMs: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  // Calendar units, as fixed lengths: an error budget needs no calendar.
  M: 30 * 86_400_000,
  Q: 90 * 86_400_000,
  Y: 365 * 86_400_000,
};

/** OpenSLO's duration shorthand, as milliseconds. */
const shorthandMs = spelled({
  expected: 'an OpenSLO duration such as "4w"',
  hint: "OpenSLO has m, h, d, w, M, Q and Y, and no seconds",
  parse: (text) => {
    const match = /^([1-9]\d{0,5})([mhdwMQY])$/.exec(text);
    return match === null ? undefined : Number(match[1]) * (unitMs[match[2] ?? ""] ?? Number.NaN);
  },
});

/** A key of OpenSLO that has no meaning here, refused in words of its own. */
const refused = (message: string) => z.never({ error: () => message }).optional();

const eventsFields = {
  load: nonEmptyText.optional(),
  method: nonEmptyText.optional(),
  canary: z.literal(true).optional(),
};
const latencyMs = z.number().positive().optional();

const metricSource = <T extends z.ZodRawShape>(fields: T) =>
  z.strictObject({
    metricSource: z.strictObject({
      type: z.literal("chaindrill"),
      spec: z.strictObject({ ...eventsFields, ...fields }),
    }),
  });

const metadata = z.strictObject({
  name: dnsSubdomain,
  displayName: z.string().optional(),
  labels: stringMap.optional(),
  annotations: stringMap.optional(),
});

const indicatorSpec = z.strictObject({
  description: z.string().optional(),
  ratioMetric: z
    .strictObject({
      counter: z.literal(true),
      /** Ended ok and, if given, within this time. */
      good: metricSource({ latencyMsMax: latencyMs }).optional(),
      /** Did not end ok or, if given, took longer than this. */
      bad: metricSource({ latencyMsAbove: latencyMs }).optional(),
      total: metricSource({}),
      raw: refused("expected good or bad, found raw: the journal has events to be counted, not a ready ratio"),
      rawType: refused("expected no rawType without raw, found one"),
    })
    .optional(),
  /** What the objective's op and value are held against. */
  thresholdMetric: metricSource({ measure: z.enum(["latencyMs", "okPerSecond"]) }).optional(),
});

/** Of `objectives` and of alert conditions. */
const operator = z.enum(["lte", "lt", "gte", "gt"]);

const objectiveSchema = z.strictObject({
  displayName: z.string().optional(),
  op: operator.optional(),
  value: z.number().positive().optional(),
  target: z.number().optional(),
  targetPercent: z.number().optional(),
  timeSliceTarget: z.number().gt(0).max(1).optional(),
  timeSliceWindow: shorthandMs.optional(),
});

const conditionSpec = z.strictObject({
  description: z.string().optional(),
  severity: z.enum(["page", "ticket"]),
  condition: z.strictObject({
    kind: z.literal("burnrate"),
    op: operator,
    threshold: z.number().positive(),
    lookbackWindow: shorthandMs,
    alertAfter: shorthandMs.optional(),
  }),
});

const policySpec = z.strictObject({
  description: z.string().optional(),
  alertWhenNoData: z.boolean().optional(),
  alertWhenResolved: z.boolean().optional(),
  alertWhenBreaching: z.boolean().optional(),
  conditions: z
    .array(
      z.union([
        z.strictObject({ kind: z.literal("AlertCondition"), metadata: metadata.optional(), spec: conditionSpec }),
        z.strictObject({ conditionRef: dnsSubdomain }),
      ]),
    )
    .length(1),
  /** Nobody is notified: kept so that one file serves other tools too. */
  notificationTargets: z.array(z.unknown()).optional(),
});

const openslo = <K extends string, S extends z.ZodType>(kind: K, spec: S) =>
  z.strictObject({ apiVersion: z.literal("openslo/v1"), kind: z.literal(kind), metadata, spec });

const rolling = z.literal(true, { error: () => "expected a rolling window (isRolling: true), found another" });

const sloSpec = z.strictObject({
  description: z.string().optional(),
  service: nonEmptyText,
  indicator: z.strictObject({ metadata: metadata.optional(), spec: indicatorSpec }).optional(),
  indicatorRef: dnsSubdomain.optional(),
  timeWindow: z.array(z.strictObject({ duration: shorthandMs, isRolling: rolling })).length(1),
  budgetingMethod: z.enum(["Occurrences", "Timeslices"]),
  objectives: z.array(objectiveSchema).length(1),
  alertPolicies: z
    .array(
      z.union([
        z.strictObject({ kind: z.literal("AlertPolicy"), metadata: metadata.optional(), spec: policySpec }),
        z.strictObject({ alertPolicyRef: dnsSubdomain }),
      ]),
    )
    .default([]),
});

/** By the kind of document. */
export const sloSchemas = {
  SLO: openslo("SLO", sloSpec),
  SLI: openslo("SLI", indicatorSpec),
  AlertPolicy: openslo("AlertPolicy", policySpec),
  AlertCondition: openslo("AlertCondition", conditionSpec),
} as const;

export type SloFile = z.output<(typeof sloSchemas)["SLO"]>;
export type SloObjective = z.output<typeof objectiveSchema>;
export type IndicatorSpec = z.output<typeof indicatorSpec>;
export type AlertPolicySpec = z.output<typeof policySpec>;
export type AlertConditionSpec = z.output<typeof conditionSpec>;
