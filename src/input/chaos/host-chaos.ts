// Kinds that reach into the file system, the kernel, a disk or a Java program of a pod. Their structure and their rules
// are checked; no driver carries them out.

import { z } from "zod";
import { positiveDurationMs } from "../scalar-schemas.ts";
import type { ChaosKind } from "./chaos-kind.ts";
import { readSelection } from "./chaos-kind.ts";
import { containerFaultShape } from "./common-schema.ts";
import { checkIoChaos, checkJvmChaos } from "./host-rules.ts";
import { latency, percent } from "./traffic-scalars.ts";

const count = z.int().min(0);
const time = z.strictObject({ sec: z.int(), nsec: z.int() }).optional();
const numbers = ["ino", "size", "blocks", "perm", "nlink", "uid", "gid", "rdev"] as const;

export const ioChaosSpec = z.strictObject({
  action: z.enum(["latency", "fault", "attrOverride", "mistake"]),
  ...containerFaultShape,
  volumePath: z.string(),
  path: z.string().optional(),
  methods: z.array(z.string()).optional(),
  percent: z.int().min(0).max(100).default(100),
  delay: positiveDurationMs.optional(),
  errno: count.optional(),
  attr: z
    .strictObject({
      ...Object.fromEntries(numbers.map((name) => [name, count.optional()])),
      kind: z.string().optional(),
      atime: time,
      mtime: time,
      ctime: time,
    })
    .optional(),
  mistake: z
    .strictObject({
      filling: z.enum(["zero", "random"]).optional(),
      maxOccurrences: z.int().min(1).optional(),
      maxLength: z.int().min(1).optional(),
    })
    .optional(),
});
export type IoChaosFile = z.output<typeof ioChaosSpec>;

/** https://chaos-mesh.org/docs/simulate-io-chaos-on-kubernetes/ */
export const ioChaos: ChaosKind = {
  kind: "IOChaos",
  block: "ioChaos",
  spec: ioChaosSpec,
  read(spec: IoChaosFile, context) {
    readSelection(spec, context);
    checkIoChaos(spec, context);
    return { kind: "unsupported", chaosKind: "IOChaos", action: spec.action };
  },
};

const text = z.string().optional();

export const jvmChaosSpec = z.strictObject({
  action: z.enum(["latency", "return", "exception", "stress", "gc", "ruleData", "mysql"]),
  ...containerFaultShape,
  name: text,
  class: text,
  method: text,
  pid: count.optional(),
  port: z.int().min(0).max(65_535).optional(),
  latency: count.optional(),
  exception: text,
  returnValue: text,
  cpuCount: count.optional(),
  memType: text,
  ruleData: text,
  mysqlConnectorVersion: text,
  database: text,
  table: text,
  sqlType: text,
});
export type JvmChaosFile = z.output<typeof jvmChaosSpec>;

/** https://chaos-mesh.org/docs/simulate-jvm-application-chaos/ */
export const jvmChaos: ChaosKind = {
  kind: "JVMChaos",
  block: "jvmChaos",
  spec: jvmChaosSpec,
  read(spec: JvmChaosFile, context) {
    readSelection(spec, context);
    checkJvmChaos(spec, context);
    return { kind: "unsupported", chaosKind: "JVMChaos", action: spec.action };
  },
};

export const kernelChaosSpec = z.strictObject({
  ...containerFaultShape,
  failKernRequest: z.strictObject({
    failtype: z.int().min(0).max(2),
    headers: z.array(z.string()).optional(),
    callchain: z.array(z.strictObject({ funcname: text, parameters: text, predicate: text })).optional(),
    probability: z.int().min(0).max(100).optional(),
    times: count.optional(),
  }),
});

/** https://chaos-mesh.org/docs/simulate-kernel-chaos-on-kubernetes/ */
export const kernelChaos: ChaosKind = {
  kind: "KernelChaos",
  block: "kernelChaos",
  spec: kernelChaosSpec,
  read(spec: z.output<typeof kernelChaosSpec>, context) {
    readSelection(spec, context);
    return { kind: "unsupported", chaosKind: "KernelChaos", action: "kernel" };
  },
};

export const blockChaosSpec = z.strictObject({
  action: z.enum(["delay"]),
  ...containerFaultShape,
  volumeName: z.string(),
  delay: z.strictObject({
    latency: latency.optional(),
    jitter: latency.optional(),
    correlation: percent.optional(),
  }),
});

/** https://chaos-mesh.org/docs/simulate-block-chaos-on-kubernetes/ */
export const blockChaos: ChaosKind = {
  kind: "BlockChaos",
  block: "blockChaos",
  spec: blockChaosSpec,
  read(spec: z.output<typeof blockChaosSpec>, context) {
    readSelection(spec, context);
    return { kind: "unsupported", chaosKind: "BlockChaos", action: spec.action };
  },
};
