import { z } from "zod";
import type { FaultAction } from "../../model/fault.ts";
import type { Chance, TrafficShape } from "../../model/traffic.ts";
import type { ChaosKind } from "./chaos-kind.ts";
import { readSelection } from "./chaos-kind.ts";
import { podFaultShape, selectionSchema } from "./common-schema.ts";
import { checkExternalTargets, checkPartition, checkTraffic } from "./network-rules.ts";
import { latency, percent, trafficRate } from "./traffic-scalars.ts";

const correlation = { correlation: percent.default(0) };

export const networkChaosSpec = z.strictObject({
  action: z.enum(["netem", "delay", "loss", "duplicate", "corrupt", "partition", "bandwidth"]),
  ...podFaultShape,
  direction: z.enum(["to", "from", "both"]).default("to"),
  target: selectionSchema.optional(),
  externalTargets: z.array(z.string()).default([]),
  device: z.string().optional(),
  targetDevice: z.string().optional(),
  delay: z
    .strictObject({
      latency,
      jitter: latency.optional(),
      ...correlation,
      reorder: z.strictObject({ reorder: percent, gap: z.int(), ...correlation }).optional(),
    })
    .optional(),
  loss: z.strictObject({ loss: percent, ...correlation }).optional(),
  duplicate: z.strictObject({ duplicate: percent, ...correlation }).optional(),
  corrupt: z.strictObject({ corrupt: percent, ...correlation }).optional(),
  rate: z.strictObject({ rate: trafficRate }).optional(),
  bandwidth: z
    .strictObject({
      rate: trafficRate,
      limit: z.int().min(1),
      buffer: z.int().min(1),
      peakrate: z.int().min(0).default(0),
      minburst: z.int().min(0).default(0),
    })
    .optional(),
});
export type NetworkChaosFile = z.output<typeof networkChaosSpec>;

/** https://chaos-mesh.org/docs/simulate-network-chaos-on-kubernetes/ */
export const networkChaos: ChaosKind = {
  kind: "NetworkChaos",
  block: "networkChaos",
  spec: networkChaosSpec,
  read(spec: NetworkChaosFile, context): FaultAction {
    const { action, direction, externalTargets, target } = spec;
    const sides = {
      selection: readSelection(spec, context),
      direction,
      target: target && readSelection(target, { ...context, path: [...context.path, "target"] }),
      externalTargets,
      device: deviceOf(spec.device),
      targetDevice: deviceOf(spec.targetDevice),
    };
    checkExternalTargets(spec, context);
    if (action === "partition") {
      checkPartition(spec, context);
      return { kind: "NetworkChaos", action, ...sides };
    }
    checkTraffic(spec, context);
    return { kind: "NetworkChaos", action, ...sides, shape: shapeOf(spec) };
  },
};

/** `eth0@if12` is how ip(8) shows it; Chaos Mesh's webhook takes the part before the @ too. */
const deviceOf = (device = ""): string => device.split("@")[0] || "eth0";

/** Chaos Mesh hands all of netem's blocks over together, whichever of them `action` names. */
function shapeOf({ action, delay, loss, duplicate, corrupt, rate, bandwidth }: NetworkChaosFile): TrafficShape {
  if (action === "bandwidth") return { ...noShape, bandwidth: bandwidth && bandwidthOf(bandwidth) };
  return {
    delay: delay && {
      latencyMs: delay.latency.ms,
      jitterMs: delay.jitter?.ms ?? 0,
      correlation: delay.correlation,
      reorder: delay.reorder && {
        percent: delay.reorder.reorder,
        correlation: delay.reorder.correlation,
        gap: delay.reorder.gap,
      },
    },
    loss: loss && chance(loss.loss, loss.correlation),
    duplicate: duplicate && chance(duplicate.duplicate, duplicate.correlation),
    corrupt: corrupt && chance(corrupt.corrupt, corrupt.correlation),
    rateBytesPerSecond: rate?.rate.bytesPerSecond,
    bandwidth: undefined,
  };
}

const noShape: TrafficShape = {
  delay: undefined,
  loss: undefined,
  duplicate: undefined,
  corrupt: undefined,
  rateBytesPerSecond: undefined,
  bandwidth: undefined,
};

const chance = (share: number, correlated: number): Chance => ({ percent: share, correlation: correlated });

/** A peak rate is a bare number, which tc(8) takes for bits per second; the other numbers are bytes. */
function bandwidthOf(file: NonNullable<NetworkChaosFile["bandwidth"]>): NonNullable<TrafficShape["bandwidth"]> {
  return {
    bytesPerSecond: file.rate.bytesPerSecond,
    limitBytes: file.limit,
    bufferBytes: file.buffer,
    peakBytesPerSecond: file.peakrate / 8,
    minburstBytes: file.minburst,
  };
}
