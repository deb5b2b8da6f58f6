// All rules on one pod: those of every experiment that is active there, and of no other. Rules live in the pod's network
// namespace and die with it, so a namespace that is new gets all of them again, and one that is gone needs no undo.

import { assert } from "../../base/assert.ts";
import { errorText } from "../../base/errors.ts";
import type { PodControl } from "../../model/node.ts";
import { redirectChain } from "../../platform/http-proxy/redirect.ts";
import { type Netfilter, queueLengthIn, ruleDifferences } from "../../platform/netfilter.ts";
import { type OpenQueue, type PacketQueue, queueClasses } from "./packet-queue.ts";
import type { PodRules } from "./pod-rules.ts";
import { bareDeviceLines, needQdiscs, qdiscLines } from "./qdisc-lines.ts";
import { createSets, destroySets } from "./set-lines.ts";
import type { Shaper } from "./shaper.ts";
import { bearsNumber, freeNumber, podDevice, type Slot, slotsMax } from "./slots.ts";
import { tableLines } from "./table-lines.ts";

export interface PodNetworkOptions {
  readonly control: Pick<PodControl, "netns" | "onNewNetns">;
  readonly netfilter: Netfilter;
  readonly shaper: Shaper;
  readonly openQueue: OpenQueue;
}

/** What is in force in one namespace, by kind: a step that fails leaves the others as they are. */
interface InForce {
  readonly netns: string;
  sets: readonly Slot[];
  tables: readonly Slot[];
  qdiscs: readonly Slot[];
  queue: PacketQueue | undefined;
}

/** A namespace has a packet queue of its own; the number only has to be the same in rule and program. */
const queueNumber = 7;

export class PodNetwork {
  readonly #options: PodNetworkOptions;
  #wanted: readonly Slot[] = [];
  #inForce: InForce | undefined;
  /** What was there before the first experiment. */
  #bare: readonly string[] | undefined;
  #watch: Disposable | undefined;
  #turn: Promise<void> = Promise.resolve();
  #lost: string | undefined;

  constructor(options: PodNetworkOptions) {
    this.#options = options;
  }

  /** Experiments that are active here. */
  get count(): number {
    return this.#wanted.length;
  }

  /** Why the rules are not all in force, though they were; undefined while they are. */
  async lost(): Promise<string | undefined> {
    await this.#turn;
    if (this.#lost !== undefined) return this.#lost;
    const queue = this.#inForce?.queue;
    return queue === undefined ? undefined : queue.ended();
  }

  /** Puts an experiment's rules in force; while the pod has no namespace, as soon as it has one. */
  async add(rules: PodRules): Promise<Slot> {
    const slot = { number: freeNumber(this.#wanted), rules };
    assert(slot.number <= slotsMax, `more than ${slotsMax} experiments on one pod`);
    this.#wanted = [...this.#wanted, slot];
    this.#watch ??= this.#options.control.onNewNetns(() => this.#renew());
    try {
      await this.#inTurn(() => this.#apply());
      return slot;
    } catch (error) {
      await this.remove(slot).catch(() => {}); // why it failed says more than that its rest cannot be removed either
      throw error;
    }
  }

  /** Takes an experiment's rules away; one that is not there is fine. */
  async remove(slot: Slot): Promise<void> {
    this.#wanted = this.#wanted.filter((wanted) => wanted !== slot);
    if (this.#wanted.length === 0) {
      this.#watch?.[Symbol.dispose]();
      this.#watch = undefined;
    }
    await this.#inTurn(() => this.#apply());
  }

  /**
   * What an experiment that was removed has left: nothing. While others go on, only what bears its number counts. An HTTP
   * fault has a chain of its own, which comes and goes when that fault does.
   */
  async leftovers(removed: Slot): Promise<readonly string[]> {
    await this.#turn;
    const netns = this.#options.control.netns();
    const bare = this.#bare;
    if (bare === undefined || netns === undefined) return [];
    if (this.#wanted.some((slot) => slot.number === removed.number)) return []; // the number has a new owner
    const differences = ruleDifferences(bare, await this.#options.netfilter.rulesIn(netns)).filter(
      (line) => !line.includes(redirectChain),
    );
    return this.count === 0 ? differences : differences.filter((line) => bearsNumber(line, removed));
  }

  /** One change at a time; one that failed does not keep the next from running. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  #renew(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#forget();
      this.#lost = undefined;
      try {
        await this.#apply();
      } catch (error) {
        this.#lost = `the rules could not be put into the new network namespace: ${errorText(error)}`;
        throw error;
      }
    });
  }

  async #apply(): Promise<void> {
    const netns = this.#options.control.netns();
    if (netns === undefined || this.#inForce?.netns !== netns) await this.#forget();
    if (netns === undefined || (this.#inForce === undefined && this.#wanted.length === 0)) return;
    try {
      this.#inForce ??= await this.#look(netns);
      await this.#change(this.#inForce, this.#wanted);
    } catch (error) {
      // A container that ends takes its namespace with it before anybody is told.
      if (await this.#options.netfilter.exists(netns)) throw error;
      await this.#forget();
    }
  }

  async #look(netns: string): Promise<InForce> {
    this.#bare = await this.#options.netfilter.rulesIn(netns);
    return { netns, sets: [], tables: [], qdiscs: [], queue: undefined };
  }

  async #forget(): Promise<void> {
    const queue = this.#inForce?.queue;
    this.#inForce = undefined;
    await queue?.[Symbol.asyncDispose]();
  }

  /** What rules refer to is made before them and removed after them. */
  async #change(inForce: InForce, after: readonly Slot[]): Promise<void> {
    const { netfilter, shaper } = this.#options;
    const { netns } = inForce;
    const added = after.filter((slot) => !inForce.sets.includes(slot));
    await this.#addSets(inForce, added);
    await this.#changeQdiscs(inForce, after);
    await this.#changeQueue(inForce, after);
    const change = { before: inForce.tables, after, shaper, queue: queueNumber };
    await netfilter.restoreTables(netns, tableLines(change));
    inForce.tables = after;
    const gone = inForce.sets.filter((slot) => !after.includes(slot));
    await netfilter.restoreSets(netns, gone.flatMap(destroySets));
    inForce.sets = after;
    if (queueClasses(after, shaper).length > 0) return;
    const { queue } = inForce;
    inForce.queue = undefined;
    await queue?.[Symbol.asyncDispose]();
  }

  async #addSets(inForce: InForce, added: readonly Slot[]): Promise<void> {
    const { netfilter } = this.#options;
    try {
      await netfilter.restoreSets(inForce.netns, added.flatMap(createSets));
      inForce.sets = [...inForce.sets, ...added];
    } catch (error) {
      for (const line of added.flatMap(destroySets)) {
        await netfilter.restoreSets(inForce.netns, [line]).catch(() => {}); // it was not made
      }
      throw error;
    }
  }

  async #changeQdiscs(inForce: InForce, after: readonly Slot[]): Promise<void> {
    const { netfilter, shaper } = this.#options;
    try {
      await netfilter.batchQdiscs(inForce.netns, qdiscLines({ before: inForce.qdiscs, after, shaper }));
      const lastGone = needQdiscs(inForce.qdiscs, shaper) && !needQdiscs(after, shaper);
      inForce.qdiscs = after;
      // With its first qdisc a device that had no queue gets one, and keeps it when the qdisc goes.
      if (lastGone) await this.#restoreQueueLength(inForce.netns);
    } catch (error) {
      // Half a tree may block everything: the device is bared, and the next change builds all of it again.
      inForce.qdiscs = [];
      await netfilter.batchQdiscs(inForce.netns, bareDeviceLines).catch(() => {}); // it was bare
      throw error;
    }
  }

  async #restoreQueueLength(netns: string): Promise<void> {
    const length = queueLengthIn(this.#bare ?? [], podDevice);
    await this.#options.netfilter.setQueueLength(netns, { device: podDevice, length });
  }

  async #changeQueue(inForce: InForce, after: readonly Slot[]): Promise<void> {
    const classes = queueClasses(after, this.#options.shaper);
    if (classes.length > 0) inForce.queue ??= await this.#options.openQueue(inForce.netns, queueNumber);
    await inForce.queue?.shape(classes);
  }
}
