// What the harness asked for: one entry per transaction, whatever number of attempts it took to submit it.

import { type EventLog, eachOf, type Outcome } from "../../model/event.ts";
import { type OperationBatch, operationOutcomes } from "../../model/operation-log.ts";
import type { BlockTree } from "../chain/block-tree.ts";

export interface Invocation {
  /** Name of the load, or `canary`. */
  readonly load: string;
  readonly hash: string;
  readonly from: string;
  readonly nonce: number;
  /** Of the first attempt. */
  readonly intendedAtMs: number;
  readonly sentAtMs: number;
  /** Of the attempt that decided the outcome. */
  readonly doneAtMs: number;
  /** ok when any attempt was; else unknown when any was, for it may have gone through; else rejected. */
  readonly outcome: Outcome;
}

export interface Invocations {
  /** Loads in the order of the plan, each in that of its schedule; canaries last. */
  readonly inOrder: Iterable<Invocation>;
  readonly senders: ReadonlySet<string>;
  /** Infinite when nothing was sent. */
  readonly firstSentAtMs: number;
  has(hash: string): boolean;
  get(hash: string): Invocation | undefined;
}

const canaryLoad = "canary";

const certainty: Readonly<Record<Outcome, number>> = { ok: 2, unknown: 1, rejected: 0 };

/** Enters transactions as they are read, in columns: objects would be most of what is kept of a run. */
export class InvocationBook {
  readonly #tree: Pick<BlockTree, "ownTextOf">;
  /** In the order in which they were opened. */
  readonly #loads: string[] = [];
  /** Texts are kept once, however many have them. */
  readonly #senders = new Map<string, string>();
  readonly #rows = new Map<string, number>();
  readonly #load: number[] = [];
  /** Position in its load's schedule: operations come in the order in which they ended. */
  readonly #index: number[] = [];
  readonly #hash: string[] = [];
  readonly #from: string[] = [];
  readonly #nonce: number[] = [];
  readonly #intendedAtMs: number[] = [];
  readonly #sentAtMs: number[] = [];
  readonly #doneAtMs: number[] = [];
  readonly #outcome: Outcome[] = [];

  /** Hashes that are in a block are kept once, as the block has them: they are most of what an entry weighs. */
  constructor(tree: Pick<BlockTree, "ownTextOf">) {
    this.#tree = tree;
  }

  /** Takes the transactions of one load from here on. */
  load(load: string): (batch: OperationBatch, row: number) => void {
    const position = this.#loads.push(load) - 1;
    return (batch, row) => {
      this.#add(position, batch.index[row] ?? 0, {
        load,
        hash: batch.hash[row] ?? "",
        from: batch.from[row] ?? "",
        nonce: batch.nonce[row] ?? 0,
        intendedAtMs: batch.intendedAtMs[row] ?? 0,
        sentAtMs: batch.sentAtMs[row] ?? 0,
        doneAtMs: batch.doneAtMs[row] ?? 0,
        outcome: operationOutcomes[batch.outcome[row] ?? 0] ?? "unknown",
      });
    };
  }

  canaries(events: EventLog): void {
    const position = this.#loads.push(canaryLoad) - 1;
    let index = 0;
    for (const { hash, from, nonce, intendedAtMs, sentAtMs, outcome, atMs } of eachOf(events, "canary.sent")) {
      const times = { intendedAtMs, sentAtMs, doneAtMs: atMs };
      this.#add(position, index++, { load: canaryLoad, hash, from, nonce, ...times, outcome });
    }
  }

  close(): Invocations {
    const order = this.#order();
    const at = (row: number) => this.#at(row);
    const rows = this.#rows;
    return {
      inOrder: {
        *[Symbol.iterator]() {
          for (const row of order) yield at(row);
        },
      },
      senders: new Set(this.#from),
      firstSentAtMs: this.#sentAtMs.reduce((first, sentAtMs) => Math.min(first, sentAtMs), Infinity),
      has: (hash) => rows.has(hash),
      get: (hash) => {
        const row = rows.get(hash);
        return row === undefined ? undefined : at(row);
      },
    };
  }

  #order(): Uint32Array {
    const compare = (a: number, b: number) =>
      (this.#load[a] ?? 0) - (this.#load[b] ?? 0) || (this.#index[a] ?? 0) - (this.#index[b] ?? 0);
    const order = Uint32Array.from({ length: this.#hash.length }, (_, row) => row);
    return order.every((row) => row === 0 || compare(row - 1, row) <= 0) ? order : order.sort(compare);
  }

  #at(row: number): Invocation {
    return {
      load: this.#loads[this.#load[row] ?? 0] ?? "",
      hash: this.#hash[row] ?? "",
      from: this.#from[row] ?? "",
      nonce: this.#nonce[row] ?? 0,
      intendedAtMs: this.#intendedAtMs[row] ?? 0,
      sentAtMs: this.#sentAtMs[row] ?? 0,
      doneAtMs: this.#doneAtMs[row] ?? 0,
      outcome: this.#outcome[row] ?? "unknown",
    };
  }

  #add(load: number, index: number, attempt: Invocation): void {
    const row = this.#rows.get(attempt.hash);
    if (row === undefined) {
      const hash = this.#tree.ownTextOf(attempt.hash);
      this.#rows.set(hash, this.#hash.length);
      this.#put(this.#hash.length, { load, index, invocation: { ...attempt, hash } });
      return;
    }
    const known = this.#at(row);
    const isEarlier = load === this.#load[row] && index < (this.#index[row] ?? 0);
    const decides = certainty[attempt.outcome] - certainty[known.outcome] || (isEarlier ? 1 : 0);
    if (isEarlier) this.#put(row, { load, index, invocation: { ...attempt, hash: known.hash } });
    const { doneAtMs, outcome } = decides > 0 ? attempt : known;
    this.#doneAtMs[row] = doneAtMs;
    this.#outcome[row] = outcome;
  }

  #put(row: number, { load, index, invocation }: { load: number; index: number; invocation: Invocation }): void {
    this.#load[row] = load;
    this.#index[row] = index;
    this.#hash[row] = invocation.hash;
    this.#from[row] = this.#senderOf(invocation.from);
    this.#nonce[row] = invocation.nonce;
    this.#intendedAtMs[row] = invocation.intendedAtMs;
    this.#sentAtMs[row] = invocation.sentAtMs;
    this.#doneAtMs[row] = invocation.doneAtMs;
    this.#outcome[row] = invocation.outcome;
  }

  /** Nodes and corpora may write addresses in different cases. */
  #senderOf(from: string): string {
    const known = this.#senders.get(from);
    if (known !== undefined) return known;
    const sender = from.toLowerCase();
    this.#senders.set(from, sender);
    return sender;
  }
}
