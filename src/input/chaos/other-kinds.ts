// Kinds that are no faults by themselves: what Chaos Mesh's controllers write for each other, and what names machines and
// clusters elsewhere. Recognised, so that they can be refused with a reason.

import { z } from "zod";
import { positiveDurationMs } from "../scalar-schemas.ts";
import { statusCheckSpec } from "./status-check.ts";

/** What the controllers write is theirs to shape. */
const internalSpec = z.looseObject({ duration: positiveDurationMs.optional() });

const remoteClusterSpec = z.strictObject({
  namespace: z.string(),
  version: z.string(),
  kubeConfig: z.strictObject({
    secretRef: z.strictObject({ name: z.string(), namespace: z.string(), key: z.string() }),
  }),
  configOverride: z.record(z.string(), z.json()).optional(),
});

export const otherKinds: Readonly<Record<string, z.ZodType>> = {
  StatusCheck: statusCheckSpec,
  PhysicalMachine: z.strictObject({ address: z.string() }),
  RemoteCluster: remoteClusterSpec,
  PodNetworkChaos: internalSpec,
  PodIOChaos: internalSpec,
  PodHttpChaos: internalSpec,
  WorkflowNode: internalSpec,
};
