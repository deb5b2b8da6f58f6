// Kinds that stop machines and disks of a cloud: structure and rules are checked; no driver carries them out.

import { z } from "zod";
import type { ChaosKind, FaultFile, SpecContext } from "./chaos-kind.ts";
import { faultShape } from "./common-schema.ts";

const common = { ...faultShape, secretName: z.string().optional() };

export const awsChaosSpec = z.strictObject({
  action: z.enum(["ec2-stop", "ec2-restart", "detach-volume"]),
  ...common,
  awsRegion: z.string(),
  ec2Instance: z.string(),
  endpoint: z.string().optional(),
  volumeID: z.string().optional(),
  deviceName: z.string().optional(),
});

export const azureChaosSpec = z.strictObject({
  action: z.enum(["vm-stop", "vm-restart", "disk-detach"]),
  ...common,
  subscriptionID: z.string(),
  resourceGroupName: z.string(),
  vmName: z.string(),
  diskName: z.string().optional(),
  lun: z.int().optional(),
});

export const gcpChaosSpec = z.strictObject({
  action: z.enum(["node-stop", "node-reset", "disk-loss"]),
  ...common,
  project: z.string(),
  zone: z.string(),
  instance: z.string(),
  deviceNames: z.array(z.string()).optional(),
});

/** What each action of a disk names its disk with. */
const diskKeys: Readonly<Record<string, readonly string[]>> = {
  "detach-volume": ["volumeID", "deviceName"],
  "disk-detach": ["diskName", "lun"],
  "disk-loss": ["deviceNames"],
};

const cloudKind = (options: Pick<ChaosKind, "kind" | "block" | "spec">): ChaosKind => ({
  ...options,
  read(spec: FaultFile & { action: string }, context) {
    checkDisk(spec, context);
    return { kind: "unsupported", chaosKind: options.kind, action: spec.action };
  },
});

function checkDisk(spec: FaultFile & { action: string }, context: SpecContext): void {
  for (const key of diskKeys[spec.action] ?? []) {
    if (Object.hasOwn(spec, key)) continue;
    context.findings.error({
      path: [...context.path, key],
      message: `expected ${key} with ${spec.action}, found none: Chaos Mesh refuses it`,
    });
  }
}

/** https://chaos-mesh.org/docs/simulate-aws-chaos/ */
export const awsChaos = cloudKind({ kind: "AWSChaos", block: "awsChaos", spec: awsChaosSpec });
/** https://chaos-mesh.org/docs/simulate-azure-chaos/ */
export const azureChaos = cloudKind({ kind: "AzureChaos", block: "azureChaos", spec: azureChaosSpec });
/** https://chaos-mesh.org/docs/simulate-gcp-chaos/ */
export const gcpChaos = cloudKind({ kind: "GCPChaos", block: "gcpChaos", spec: gcpChaosSpec });
