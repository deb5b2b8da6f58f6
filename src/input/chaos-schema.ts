// The structure of Chaos Mesh 2.8.3 experiments, field by field as its CRDs have it; unknown keys are refused, which the
// API server would prune silently. https://github.com/chaos-mesh/chaos-mesh/tree/v2.8.3/config/crd/bases
// Rules that no structure can say are in `selection-rules.ts`, `pod-rules.ts` and `network-rules.ts`.

import { z } from "zod";
import { dnsLabel, dnsSubdomain, positiveDurationMs, spelled, stringMap } from "./scalar-schemas.ts";

export const chaosApiVersion = "chaos-mesh.org/v1alpha1";
export const pauseAnnotation = "experiment.chaos-mesh.org/pause";

const metadataSchema = z.strictObject({
  name: dnsSubdomain,
  namespace: dnsLabel.optional(),
  labels: stringMap.optional(),
  annotations: stringMap.optional(),
});

const selectorSchema = z.strictObject({
  namespaces: z.array(dnsLabel).optional(),
  pods: z.record(z.string(), z.array(z.string())).optional(),
  labelSelectors: stringMap.optional(),
  expressionSelectors: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  annotationSelectors: stringMap.optional(),
  fieldSelectors: stringMap.optional(),
  nodes: z.array(z.string()).optional(),
  nodeSelectors: stringMap.optional(),
  podPhaseSelectors: z.array(z.string()).optional(),
});

const selectionShape = {
  selector: selectorSchema,
  mode: z.enum(["one", "all", "fixed", "fixed-percent", "random-max-percent"]),
  value: z.string().optional(),
};

const selectionSchema = z.strictObject(selectionShape);

const experimentShape = {
  ...selectionShape,
  duration: positiveDurationMs.optional(),
  remoteCluster: z.string().optional(),
};

const envelope = <Kind extends string, Spec extends z.ZodType>(kind: Kind, spec: Spec) =>
  z.strictObject({ apiVersion: z.literal(chaosApiVersion), kind: z.literal(kind), metadata: metadataSchema, spec });

export const podChaosSchema = envelope(
  "PodChaos",
  z.strictObject({
    action: z.enum(["pod-kill", "pod-failure", "container-kill"]),
    ...experimentShape,
    gracePeriod: z.int().min(0).optional(),
    containerNames: z.array(z.string()).optional(),
  }),
);

const percentText = spelled({
  expected: 'a percentage in quotes from 0 to 100 such as "25"',
  parse: (text) => (/^\d+(\.\d+)?$/.test(text) && Number(text) <= 100 ? text : undefined),
});

/** As the CRD's pattern; a single number and unit. */
const latencyText = spelled({
  expected: 'a latency of one number and unit such as "500ms"',
  hint: "several units (1s500ms) are not accepted here",
  parse: (text) => (/^[0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h)$/.test(text) ? text : undefined),
});

const trafficRate = spelled({
  expected: 'a rate such as "1mbit"',
  hint: "a whole number and bit, kbit, mbit, gbit or tbit (bps, kbps, ... are bytes per second)",
  parse: (text) => (/^\d+([kmgt]?bit|[kmgt]?bps)$/i.test(text) ? text : undefined),
});

const correlation = { correlation: percentText.optional() };

const trafficBlocks = {
  delay: z
    .strictObject({
      latency: latencyText,
      jitter: latencyText.optional(),
      ...correlation,
      reorder: z.strictObject({ reorder: percentText, gap: z.int(), ...correlation }).optional(),
    })
    .optional(),
  loss: z.strictObject({ loss: percentText, ...correlation }).optional(),
  duplicate: z.strictObject({ duplicate: percentText, ...correlation }).optional(),
  corrupt: z.strictObject({ corrupt: percentText, ...correlation }).optional(),
  rate: z.strictObject({ rate: trafficRate }).optional(),
  bandwidth: z
    .strictObject({
      rate: trafficRate,
      limit: z.int().min(1),
      buffer: z.int().min(1),
      peakrate: z.int().min(0).optional(),
      minburst: z.int().min(0).optional(),
    })
    .optional(),
};

export const networkChaosSchema = envelope(
  "NetworkChaos",
  z.strictObject({
    action: z.enum(["netem", "delay", "loss", "duplicate", "corrupt", "partition", "bandwidth"]),
    ...experimentShape,
    direction: z.enum(["to", "from", "both"]).default("to"),
    target: selectionSchema.optional(),
    externalTargets: z.array(z.string()).optional(),
    device: z.string().optional(),
    targetDevice: z.string().optional(),
    ...trafficBlocks,
  }),
);

/** Kinds that Chaos Mesh has and no driver carries out: recognised, so that they can be refused with a reason. */
export const otherChaosKinds = [
  "StressChaos",
  "TimeChaos",
  "IOChaos",
  "DNSChaos",
  "HTTPChaos",
  "JVMChaos",
  "KernelChaos",
  "BlockChaos",
  "AWSChaos",
  "AzureChaos",
  "GCPChaos",
  "PhysicalMachineChaos",
  "Schedule",
  "Workflow",
  "StatusCheck",
] as const;

export const otherChaosSchema = z.strictObject({
  apiVersion: z.literal(chaosApiVersion),
  kind: z.enum(otherChaosKinds),
  metadata: metadataSchema,
  spec: z.looseObject({ duration: positiveDurationMs.optional() }),
});

export type PodChaosFile = z.output<typeof podChaosSchema>;
export type NetworkChaosFile = z.output<typeof networkChaosSchema>;
export type OtherChaosFile = z.output<typeof otherChaosSchema>;
export type SelectionFile = z.output<typeof selectionSchema>;
export type SelectorFile = z.output<typeof selectorSchema>;
