// Shaping without netem: rules hand packets to a program, which follows netem's model and lets them go in its own time.

import type { TrafficShape } from "../../model/traffic.ts";
import type { NetQueue, ShapeClass } from "../../platform/net-agent.ts";
import { engineOf, type Shaper } from "./shaper.ts";
import { type Slot, slotMark } from "./slots.ts";

/** The mark of copies that the program sends: they have been shaped and must not be again. */
export const queueCopyMark = "0x43440001";

/** The program that holds the packets of one namespace. When it ends, packets pass unshaped. */
export type PacketQueue = Pick<NetQueue, "shape" | "ended"> & AsyncDisposable;

/** Resolves when the program listens on the queue of that number. */
export type OpenQueue = (netns: string, queue: number) => Promise<PacketQueue>;

/** The classes of all slots that the packet queue shapes. */
export function queueClasses(slots: readonly Slot[], shaper: Shaper): ShapeClass[] {
  return slots.flatMap((slot) => {
    const shape = slot.rules.shaped?.shape;
    return shape === undefined || engineOf(slot, shaper) !== "nfqueue" ? [] : [queueClass(slotMark(slot), shape)];
  });
}

function queueClass(mark: number, shape: TrafficShape): ShapeClass {
  const { delay } = shape;
  return {
    mark,
    delayMs: delay?.latencyMs ?? 0,
    jitterMs: delay?.jitterMs ?? 0,
    delayCorrelation: delay?.correlation ?? 0,
    reorder: delay?.reorder ?? null,
    loss: shape.loss ?? null,
    duplicate: shape.duplicate ?? null,
    corrupt: shape.corrupt ?? null,
    rateBytesPerSecond: shape.rateBytesPerSecond ?? null,
  };
}
