// The qdiscs of a pod's device, as a change from what is there to what is wanted, for `tc -batch`.
//
//   root -> untargeted 1 -> untargeted 2 -> splitter 1: -+-> class 1:3 -> netem or tbf of slot 3
//                                                        +-> class 1:4 -> netem or tbf of slot 4
//                                                        +-> packets without a class, unshaped
//
// The splitter is an htb without limits, where Chaos Mesh has prio with sfq: packets are steered by CLASSIFY either
// way, and many kernels without prio have htb. What does not change is not touched: other experiments go on.

import { assert } from "../../base/assert.ts";
import { netemArguments, tbfArguments } from "./qdisc-arguments.ts";
import { engineOf, isUntargeted, type Shaper } from "./shaper.ts";
import { podDevice, type Slot, slotClass, slotHandle, splitterHandle } from "./slots.ts";

interface Qdisc {
  /** `root`, or `parent 12:1`. */
  readonly place: string;
  readonly handle: string;
  readonly words: string;
}

interface Tree {
  /** Each below the one before; the splitter is the last, if there is one. */
  readonly spine: readonly Qdisc[];
  readonly leaves: readonly Slot[];
}

/** The lines for `tc -batch`; empty when nothing changes. */
export function qdiscLines(change: { before: readonly Slot[]; after: readonly Slot[]; shaper: Shaper }): string[] {
  const before = treeOf(change.before, change.shaper);
  const after = treeOf(change.after, change.shaper);
  const grows = before.spine.every((qdisc, index) => equal(qdisc, after.spine[index]));
  // A qdisc whose child is deleted may be left with one that drops everything (tbf is), so nothing is cut off half-way.
  const kept = grows ? before : { spine: [], leaves: [] };
  return [
    ...(grows ? [] : [`qdisc del dev ${podDevice} root`]),
    ...after.spine.slice(kept.spine.length).map((qdisc) => addLine(qdisc)),
    ...without(kept.leaves, after.leaves).map((slot) => `class del dev ${podDevice} classid ${slotClass(slot)}`),
    ...without(after.leaves, kept.leaves).flatMap((slot) => leafLines(slot, change.shaper)),
  ];
}

/** Whether these experiments need any qdisc at all: partitions and packet queues do not. */
export const needQdiscs = (slots: readonly Slot[], shaper: Shaper): boolean => treeOf(slots, shaper).spine.length > 0;

/** Takes everything away, whatever is there. */
export const bareDeviceLines: readonly string[] = [`qdisc del dev ${podDevice} root`];

function treeOf(slots: readonly Slot[], shaper: Shaper): Tree {
  const own = slots.filter((slot) => wordsOf(slot, shaper) !== undefined);
  const leaves = own.filter((slot) => !isUntargeted(slot));
  const spine: Qdisc[] = [];
  const extend = (handle: string, words: string) => {
    const last = spine.at(-1);
    spine.push({ place: last === undefined ? "root" : `parent ${last.handle}1`, handle, words });
  };
  for (const slot of own.filter(isUntargeted)) extend(slotHandle(slot), wordsOf(slot, shaper) ?? "");
  if (leaves.length > 0) extend(splitterHandle, "htb");
  return { spine, leaves };
}

function leafLines(slot: Slot, shaper: Shaper): string[] {
  const words = wordsOf(slot, shaper);
  assert(words !== undefined, `slot ${slot.number} has no qdisc`);
  const leaf = { place: `parent ${slotClass(slot)}`, handle: slotHandle(slot), words };
  // A rate that no device has; the quantum is given because tc would derive one from the rate that the kernel warns of.
  const limits = "rate 100gbit quantum 60000";
  return [
    `class add dev ${podDevice} parent ${splitterHandle} classid ${slotClass(slot)} htb ${limits}`,
    addLine(leaf),
  ];
}

function wordsOf(slot: Slot, shaper: Shaper): string | undefined {
  const shape = slot.rules.shaped?.shape;
  switch (engineOf(slot, shaper)) {
    case "tbf":
      return shape?.bandwidth === undefined ? undefined : tbfArguments(shape.bandwidth);
    case "netem":
      return shape === undefined ? undefined : netemArguments(shape);
    case "nfqueue":
    case undefined:
      return undefined;
  }
}

const addLine = (qdisc: Qdisc): string =>
  `qdisc add dev ${podDevice} ${qdisc.place} handle ${qdisc.handle} ${qdisc.words}`;

const equal = (one: Qdisc, other: Qdisc | undefined): boolean => other !== undefined && addLine(one) === addLine(other);

const without = (slots: readonly Slot[], others: readonly Slot[]): Slot[] =>
  slots.filter((slot) => !others.includes(slot));
