import { nodeId } from "../../base/ids.ts";
import type { Direction } from "../../model/fault.ts";
import type { TrafficShape } from "../../model/traffic.ts";
import { selectNodes } from "../../testing/sample-fault.ts";
import { addressesOf } from "./address-set.ts";
import { type NetworkAction, noRules, type Packets, type Pod, type PodRules } from "./pod-rules.ts";

/** `pod-3` at 198.18.0.3. */
export const samplePod = (index: number): Pod => ({ id: nodeId(`pod-${index}`), address: `198.18.0.${index}` });

export const everyPacket: Packets = { kind: "all" };
export const packetsOf = (...addresses: string[]): Packets => ({ kind: "some", others: addressesOf(addresses) });

export const shapeWith = (parts: Partial<TrafficShape>): TrafficShape => ({
  delay: undefined,
  loss: undefined,
  duplicate: undefined,
  corrupt: undefined,
  rateBytesPerSecond: undefined,
  bandwidth: undefined,
  ...parts,
});

export const delay50: TrafficShape = shapeWith({
  delay: { latencyMs: 50, jitterMs: 10, correlation: 0, reorder: undefined },
});
export const loss30: TrafficShape = shapeWith({ loss: { percent: 30, correlation: 0 } });
export const bandwidth8: TrafficShape = shapeWith({
  bandwidth: {
    bytesPerSecond: 1_000_000,
    bufferBytes: 20_000,
    limitBytes: 40_000,
    peakBytesPerSecond: 0,
    minburstBytes: 0,
  },
});

export const dropRules = (packets: Packets): PodRules => ({ ...noRules, dropIn: packets, dropOut: packets });
export const shapeRules = (packets: Packets, shape: TrafficShape): PodRules => ({
  ...noRules,
  shaped: { packets, shape },
});

/** A partition, or with `shape` a NetworkChaos that shapes. */
export function networkAction(options: {
  shape?: TrafficShape;
  direction?: Direction;
  target?: boolean;
  externalTargets?: readonly string[];
}): NetworkAction {
  const { shape, direction = "to", target = true, externalTargets = [] } = options;
  const sides = {
    kind: "NetworkChaos" as const,
    selection: selectNodes("pod-1"),
    direction,
    target: target ? selectNodes("pod-2") : undefined,
    externalTargets,
    device: "eth0",
    targetDevice: "eth0",
  };
  return shape === undefined ? { ...sides, action: "partition" } : { ...sides, action: "netem", shape };
}
