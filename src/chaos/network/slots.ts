// On a pod every experiment has a number, and everything of it bears that number: chains, sets, classes, marks. The
// number of an experiment that is over may be given to another.

import type { Packets, PodRules } from "./pod-rules.ts";

/** The pod's device; pods of these backends have no other but loopback, which Chaos Mesh's rules do not concern. */
export const podDevice = "eth0";

/** One experiment on one pod. */
export interface Slot {
  readonly number: number;
  readonly rules: PodRules;
}

/** `in` and `out` are dropped, `shaped` are shaped. */
export type Purpose = "in" | "out" | "shaped";

export const purposes: readonly Purpose[] = ["in", "out", "shaped"];

export function packetsFor(slot: Slot, purpose: Purpose): Packets | undefined {
  switch (purpose) {
    case "in":
      return slot.rules.dropIn;
    case "out":
      return slot.rules.dropOut;
    case "shaped":
      return slot.rules.shaped?.packets;
  }
}

const chainNames: Readonly<Record<Purpose, string>> = {
  in: "CHAINDRILL-INPUT",
  out: "CHAINDRILL-OUTPUT",
  shaped: "CHAINDRILL-SHAPE",
};

/** The chain that the kernel's own chain jumps to, and that jumps to those of the experiments. */
export const trunkChain = (purpose: Purpose): string => chainNames[purpose];

export const slotChain = (slot: Slot, purpose: Purpose): string => `${chainNames[purpose]}-${slot.number}`;

export const networkSet = (slot: Slot, purpose: Purpose): string => `chaindrill-${slot.number}-${purpose}-net`;

export const portSet = (slot: Slot, purpose: Purpose): string => `chaindrill-${slot.number}-${purpose}-port`;

/** Handles of qdiscs and ids of classes are hexadecimal; 1: is the qdisc that holds the classes. */
export const splitterHandle = "1:";
export const slotHandle = (slot: Slot): string => `${(0x10 + slot.number).toString(16)}:`;
export const slotClass = (slot: Slot): string => `${splitterHandle}${slot.number.toString(16)}`;

/** Marks of packets that wait for a verdict of the packet queue: this, plus the number of the slot. */
const markBase = 0xcd00;
export const slotMark = (slot: Slot): number => markBase + slot.number;
export const anySlotMark = "0xcd00/0xff00";
/** So many numbers fit into a mark. */
export const slotsMax = 0xff;

/** The smallest number that is free. */
export function freeNumber(taken: readonly Slot[]): number {
  let number = 1;
  while (taken.some((slot) => slot.number === number)) number++;
  return number;
}

/** Whether a line of a snapshot tells of something that belongs to the slot. */
export function bearsNumber(line: string, slot: Slot): boolean {
  const { number } = slot;
  const names = new RegExp(`CHAINDRILL-[A-Z]+-${number}(?![0-9])|chaindrill-${number}-`);
  return names.test(line) || line.includes(` ${slotHandle(slot)} `);
}
