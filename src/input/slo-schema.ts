// The OpenSLO v1 subset: https://github.com/OpenSLO/OpenSLO (specification in its README, commit aa5cb78).

import { z } from "zod";
import { dnsSubdomain, nonEmptyText, spelled, stringMap } from "./scalar-schemas.ts";

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

const eventsFields = {
  load: nonEmptyText.optional(),
  method: nonEmptyText.optional(),
  canary: z.literal(true).optional(),
};

const metricSource = <T extends z.ZodRawShape>(fields: T) =>
  z.strictObject({
    metricSource: z.strictObject({
      type: z.literal("chaindrill"),
      spec: z.strictObject({ ...eventsFields, ...fields }),
    }),
  });

const descriptive = {
  displayName: z.string().optional(),
  labels: stringMap.optional(),
  annotations: stringMap.optional(),
};

const indicatorSchema = z.strictObject({
  metadata: z.strictObject({ name: dnsSubdomain, ...descriptive }).optional(),
  spec: z.strictObject({
    description: z.string().optional(),
    ratioMetric: z.strictObject({
      counter: z.literal(true),
      good: metricSource({ latencyMsMax: z.number().positive().optional() }),
      total: metricSource({}),
    }),
  }),
});

const objectiveSchema = z.strictObject({
  displayName: z.string().optional(),
  target: z.number().optional(),
  targetPercent: z.number().optional(),
  timeSliceTarget: z.number().gt(0).max(1).optional(),
  timeSliceWindow: shorthandMs.optional(),
});

/** The structure of an SLO file; `load-slo.ts` has the rules. */
export const sloSchema = z.strictObject({
  apiVersion: z.literal("openslo/v1"),
  kind: z.literal("SLO"),
  metadata: z.strictObject({ name: dnsSubdomain, ...descriptive }),
  spec: z.strictObject({
    description: z.string().optional(),
    service: nonEmptyText,
    indicator: indicatorSchema,
    timeWindow: z.array(z.strictObject({ duration: shorthandMs, isRolling: z.literal(true) })).length(1),
    budgetingMethod: z.enum(["Occurrences", "Timeslices"]),
    objectives: z.array(objectiveSchema).length(1),
  }),
});

export type SloFile = z.output<typeof sloSchema>;
