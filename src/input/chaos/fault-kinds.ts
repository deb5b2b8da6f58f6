// Every kind of fault that Chaos Mesh 2.8 has. A new one is a file beside this, a line here and a line below.

import type { z } from "zod";
import type { ChaosKind } from "./chaos-kind.ts";
import { awsChaos, awsChaosSpec, azureChaos, azureChaosSpec, gcpChaos, gcpChaosSpec } from "./cloud-chaos.ts";
import { dnsChaos, dnsChaosSpec } from "./dns-chaos.ts";
import {
  blockChaos,
  blockChaosSpec,
  ioChaos,
  ioChaosSpec,
  jvmChaos,
  jvmChaosSpec,
  kernelChaos,
  kernelChaosSpec,
} from "./host-chaos.ts";
import { httpChaos, httpChaosSpec } from "./http-chaos.ts";
import { networkChaos, networkChaosSpec } from "./network-chaos.ts";
import { physicalMachineChaos, physicalMachineChaosSpec } from "./physical-machine-chaos.ts";
import { podChaos, podChaosSpec } from "./pod-chaos.ts";
import { stressChaos, stressChaosSpec } from "./stress-chaos.ts";
import { timeChaos, timeChaosSpec } from "./time-chaos.ts";

export const faultKinds: readonly ChaosKind[] = [
  podChaos,
  networkChaos,
  stressChaos,
  timeChaos,
  httpChaos,
  dnsChaos,
  ioChaos,
  jvmChaos,
  kernelChaos,
  blockChaos,
  awsChaos,
  azureChaos,
  gcpChaos,
  physicalMachineChaos,
];

/** The specs as Schedules and templates of Workflows hold them: under the kind's own key. */
export const faultBlocks = {
  podChaos: podChaosSpec.optional(),
  networkChaos: networkChaosSpec.optional(),
  stressChaos: stressChaosSpec.optional(),
  timeChaos: timeChaosSpec.optional(),
  httpChaos: httpChaosSpec.optional(),
  dnsChaos: dnsChaosSpec.optional(),
  ioChaos: ioChaosSpec.optional(),
  jvmChaos: jvmChaosSpec.optional(),
  kernelChaos: kernelChaosSpec.optional(),
  blockChaos: blockChaosSpec.optional(),
  awsChaos: awsChaosSpec.optional(),
  azureChaos: azureChaosSpec.optional(),
  gcpChaos: gcpChaosSpec.optional(),
  physicalmachineChaos: physicalMachineChaosSpec.optional(),
} satisfies Record<string, z.ZodType>;

export const blockKeys = Object.keys(faultBlocks) as (keyof typeof faultBlocks)[];

export const faultKindOf = (kind: string): ChaosKind | undefined => faultKinds.find((known) => known.kind === kind);
