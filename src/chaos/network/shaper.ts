import type { Slot } from "./slots.ts";

/** netem: the kernel's qdisc. nfqueue: a program that is handed the packets. */
export type Shaper = "netem" | "nfqueue";

export type Engine = "tbf" | "netem" | "nfqueue";

/** What carries out a slot's shape; undefined when it has none. Bandwidth is always a token bucket of the kernel. */
export function engineOf(slot: Slot, shaper: Shaper): Engine | undefined {
  const shape = slot.rules.shaped?.shape;
  if (shape === undefined) return undefined;
  return shape.bandwidth === undefined ? shaper : "tbf";
}

/** Whether the slot shapes everything on the device. */
export const isUntargeted = (slot: Slot): boolean => slot.rules.shaped?.packets.kind === "all";
