import { z } from "zod";
import { stringMap } from "../scalar-schemas.ts";
import type { ChaosKind } from "./chaos-kind.ts";
import { faultShape, modeSchema } from "./common-schema.ts";

/** Actions, and the blocks that hold their particulars where they are called otherwise. */
export const machineActions = [
  "stress-cpu",
  "stress-mem",
  "disk-read-payload",
  "disk-write-payload",
  "disk-fill",
  "network-corrupt",
  "network-duplicate",
  "network-loss",
  "network-delay",
  "network-partition",
  "network-dns",
  "network-bandwidth",
  "network-flood",
  "network-down",
  "process",
  "jvm-exception",
  "jvm-gc",
  "jvm-latency",
  "jvm-return",
  "jvm-stress",
  "jvm-rule-data",
  "jvm-mysql",
  "clock",
  "redis-expiration",
  "redis-penetration",
  "redis-cacheLimit",
  "redis-restart",
  "redis-stop",
  "kafka-fill",
  "kafka-flood",
  "kafka-io",
  "file-create",
  "file-modify",
  "file-delete",
  "file-rename",
  "file-append",
  "file-replace",
  "vm",
  "user_defined",
] as const;

const blockNames = [...machineActions, "http-abort", "http-config", "http-delay", "http-request"] as const;
type BlockName = (typeof blockNames)[number];

/** What is inside a block is chaosd's affair. */
const blockSchema = z.record(z.string(), z.json()).optional();
const blocks = Object.fromEntries(blockNames.map((name) => [name, blockSchema])) as Record<
  BlockName,
  typeof blockSchema
>;

const machineSelector = z.strictObject({
  namespaces: z.array(z.string()).optional(),
  labelSelectors: stringMap.optional(),
  annotationSelectors: stringMap.optional(),
  fieldSelectors: stringMap.optional(),
  expressionSelectors: z.array(z.record(z.string(), z.json())).optional(),
  physicalMachines: z.record(z.string(), z.array(z.string())).optional(),
});

export const physicalMachineChaosSpec = z.strictObject({
  action: z.enum(machineActions),
  mode: modeSchema,
  value: z.string().optional(),
  ...faultShape,
  uid: z.string().optional(),
  address: z.array(z.string()).optional(),
  selector: machineSelector.optional(),
  ...blocks,
});

/** https://chaos-mesh.org/docs/simulate-physical-machine-chaos/ */
export const physicalMachineChaos: ChaosKind = {
  kind: "PhysicalMachineChaos",
  block: "physicalmachineChaos",
  spec: physicalMachineChaosSpec,
  read(spec: z.output<typeof physicalMachineChaosSpec>, { path, findings }) {
    const { action, address = [], selector } = spec;
    if (spec[action] === undefined) {
      const message = `expected ${action} beside action ${action}, found none: Chaos Mesh refuses it`;
      findings.error({ path: [...path, "action"], message });
    }
    const bySelector = selector !== undefined && Object.keys(selector).length > 0;
    if (address.length > 0 === bySelector) {
      const found = bySelector ? "both" : "neither";
      const message = `expected either address or selector, found ${found}: Chaos Mesh refuses it`;
      findings.error({ path: [...path, bySelector ? "address" : "action"], message, at: "key" });
    }
    return { kind: "unsupported", chaosKind: "PhysicalMachineChaos", action };
  },
};
