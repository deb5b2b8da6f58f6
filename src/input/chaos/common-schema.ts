// What all kinds of Chaos Mesh 2.8.3 have in common, field by field as its CRDs have it; unknown keys are refused, which
// the API server would prune silently. https://github.com/chaos-mesh/chaos-mesh/tree/v2.8.3/config/crd/bases

import { z } from "zod";
import { dnsLabel, dnsSubdomain, positiveDurationMs, stringMap } from "../scalar-schemas.ts";

export const chaosApiVersion = "chaos-mesh.org/v1alpha1";
export const pauseAnnotation = "experiment.chaos-mesh.org/pause";

const metadataSchema = z.strictObject({
  name: dnsSubdomain,
  namespace: dnsLabel.optional(),
  labels: stringMap.optional(),
  annotations: stringMap.optional(),
});
export type MetadataFile = z.output<typeof metadataSchema>;

/** A whole document of one kind. */
export const envelope = <Spec extends z.ZodType>(kind: string, spec: Spec) =>
  z.strictObject({ apiVersion: z.literal(chaosApiVersion), kind: z.literal(kind), metadata: metadataSchema, spec });

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
export type SelectorFile = z.output<typeof selectorSchema>;

export const modeSchema = z.enum(["one", "all", "fixed", "fixed-percent", "random-max-percent"]);

const selectionShape = { selector: selectorSchema, mode: modeSchema, value: z.string().optional() };
export const selectionSchema = z.strictObject(selectionShape);
export type SelectionFile = z.output<typeof selectionSchema>;

/** Fields of every kind of fault. */
export const faultShape = { duration: positiveDurationMs.optional(), remoteCluster: z.string().optional() };

/** And of those that choose pods. */
export const podFaultShape = { ...faultShape, ...selectionShape };

/** And of those that choose containers in them; none means the first of each pod. */
export const containerFaultShape = { ...podFaultShape, containerNames: z.array(z.string()).optional() };
