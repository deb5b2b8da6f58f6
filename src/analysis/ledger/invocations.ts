// What the harness asked for: one entry per transaction, whatever number of attempts it took to submit it.

import { NumberSlots } from "../../base/number-slots.ts";
import { TextTable } from "../../base/text-table.ts";
import type { EventLog, Outcome } from "../../model/event.ts";
import { eachOf } from "../../model/event-log.ts";
import { type OperationBatch, operationOutcomes, outcomeCode } from "../../model/operation-log.ts";
import type { BlockTree } from "../chain/block-tree.ts";
import { type Senders, sendersIn } from "./canonical-txs.ts";

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
  readonly inOrder: Iterable<NumberedInvocation>;
  readonly senders: Senders;
  /** Infinite when nothing was sent. */
  readonly firstSentAtMs: number;
  has(hash: string): boolean;
  /** By the number of its hash among the transactions of the tree. */
  outcomeOf(tx: number): Outcome | undefined;
}

export interface NumberedInvocation extends Invocation {
  /** Of its hash among the transactions of the tree. */
  readonly tx: number;
}

const canaryLoad = "canary";

const certainty: Readonly<Record<Outcome, number>> = { ok: 2, unknown: 1, rejected: 0 };

/** Enters transactions as they are read, in columns: objects would be most of what is kept of a run. */
export class InvocationBook {
  readonly #texts: Texts;
  /** In the order in which they were opened. */
  readonly #loads: string[] = [];
  #count = 0;
  /** By number of the transaction. */
  readonly #rows = NumberSlots.ofIndexes();
  readonly #load = NumberSlots.ofIndexes();
  /** Position in its load's schedule: operations come in the order in which they ended. */
  readonly #index = NumberSlots.ofDoubles(0);
  readonly #tx = NumberSlots.ofIndexes();
  readonly #sender = NumberSlots.ofIndexes();
  readonly #nonce = NumberSlots.ofDoubles(0);
  readonly #intendedAtMs = NumberSlots.ofDoubles(0);
  readonly #sentAtMs = NumberSlots.ofDoubles(0);
  readonly #doneAtMs = NumberSlots.ofDoubles(0);
  /** Positions in `operationOutcomes`. */
  readonly #outcome = NumberSlots.ofBytes();

  /** Hashes are kept with those of the blocks' transactions, which nearly all of them are in the end. */
  constructor(tree: Pick<BlockTree, "txs">) {
    this.#texts = { txs: tree.txs, addresses: new TextTable() };
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
    const [rows, { txs, addresses }] = [this.#rows, this.#texts];
    const hasSent = NumberSlots.ofBytes();
    let firstSentAtMs = Number.POSITIVE_INFINITY;
    for (let row = 0; row < this.#count; row++) {
      hasSent.set(this.#sender.at(row), 1);
      firstSentAtMs = Math.min(firstSentAtMs, this.#sentAtMs.at(row));
    }
    return {
      inOrder: {
        *[Symbol.iterator]() {
          for (const row of order) yield at(row);
        },
      },
      senders: sendersIn(addresses, (sender) => hasSent.at(sender) === 1),
      firstSentAtMs,
      has: (hash) => rows.at(txs.find(hash)) >= 0,
      outcomeOf: (tx) => {
        const row = rows.at(tx);
        return row < 0 ? undefined : this.#outcomeAt(row);
      },
    };
  }

  #order(): Uint32Array {
    const compare = (a: number, b: number) =>
      this.#load.at(a) - this.#load.at(b) || this.#index.at(a) - this.#index.at(b);
    const order = new Uint32Array(this.#count);
    for (let row = 0; row < order.length; row++) order[row] = row;
    return order.every((row) => row === 0 || compare(row - 1, row) <= 0) ? order : order.sort(compare);
  }

  #at(row: number): NumberedInvocation {
    return new Row({
      texts: this.#texts,
      load: this.#loads[this.#load.at(row)] ?? "",
      tx: this.#tx.at(row),
      sender: this.#sender.at(row),
      nonce: this.#nonce.at(row),
      intendedAtMs: this.#intendedAtMs.at(row),
      sentAtMs: this.#sentAtMs.at(row),
      doneAtMs: this.#doneAtMs.at(row),
      outcome: this.#outcomeAt(row),
    });
  }

  #outcomeAt(row: number): Outcome {
    return operationOutcomes[this.#outcome.at(row)] ?? "unknown";
  }

  #add(load: number, index: number, attempt: Invocation): void {
    const tx = this.#texts.txs.idOf(attempt.hash);
    const row = this.#rows.at(tx);
    if (row < 0) {
      this.#rows.set(tx, this.#count);
      this.#tx.set(this.#count, tx);
      this.#put(this.#count++, { load, index, invocation: attempt });
      return;
    }
    const known = { doneAtMs: this.#doneAtMs.at(row), outcome: this.#outcomeAt(row) };
    const isEarlier = load === this.#load.at(row) && index < this.#index.at(row);
    const decides = certainty[attempt.outcome] - certainty[known.outcome] || (isEarlier ? 1 : 0);
    if (isEarlier) this.#put(row, { load, index, invocation: attempt });
    const { doneAtMs, outcome } = decides > 0 ? attempt : known;
    this.#doneAtMs.set(row, doneAtMs);
    this.#outcome.set(row, outcomeCode[outcome]);
  }

  #put(row: number, { load, index, invocation }: { load: number; index: number; invocation: Invocation }): void {
    this.#load.set(row, load);
    this.#index.set(row, index);
    // Nodes and corpora may write addresses in different cases.
    this.#sender.set(row, this.#texts.addresses.idOf(invocation.from.toLowerCase()));
    this.#nonce.set(row, invocation.nonce);
    this.#intendedAtMs.set(row, invocation.intendedAtMs);
    this.#sentAtMs.set(row, invocation.sentAtMs);
    this.#doneAtMs.set(row, invocation.doneAtMs);
    this.#outcome.set(row, outcomeCode[invocation.outcome]);
  }
}

interface Texts {
  readonly txs: TextTable;
  readonly addresses: TextTable;
}

/** Most readers look at times and outcomes only, and putting a text together takes longer than that. */
class Row implements NumberedInvocation {
  readonly load: string;
  readonly nonce: number;
  readonly intendedAtMs: number;
  readonly sentAtMs: number;
  readonly doneAtMs: number;
  readonly outcome: Outcome;
  readonly tx: number;
  readonly #sender: number;
  readonly #texts: Texts;

  constructor(row: Omit<NumberedInvocation, "hash" | "from"> & { readonly sender: number; readonly texts: Texts }) {
    this.load = row.load;
    this.nonce = row.nonce;
    this.intendedAtMs = row.intendedAtMs;
    this.sentAtMs = row.sentAtMs;
    this.doneAtMs = row.doneAtMs;
    this.outcome = row.outcome;
    this.tx = row.tx;
    this.#sender = row.sender;
    this.#texts = row.texts;
  }

  get hash(): string {
    return this.#texts.txs.at(this.tx);
  }

  get from(): string {
    return this.#texts.addresses.at(this.#sender);
  }
}
