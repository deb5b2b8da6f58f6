// What a load has sent so far, by account and nonce, in a byte for each line of its corpus: a run has millions of them.

import { present } from "../../base/assert.ts";
import type { Address } from "../../base/ids.ts";
import { NumberSlots } from "../../base/number-slots.ts";
import type { Operation } from "../../model/operation.ts";
import type { BuiltCorpus } from "../corpus/build-corpus.ts";
import { type CorpusLayout, lineOf } from "../corpus/layout.ts";

/** 0 is what was never sent, or refused with certainty. */
const inDoubt = 1;
const accepted = 2;

/** Grows while the load goes on. */
export class SubmittedNonces {
  readonly accounts: readonly Address[];
  readonly #layout: CorpusLayout;
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #state = NumberSlots.ofBytes();
  /** By account; -1 where nothing was accepted. */
  readonly #highest: Int32Array;

  constructor({ layout, transactionAt }: Pick<BuiltCorpus, "layout" | "transactionAt">) {
    this.#layout = layout;
    this.accounts = Array.from(
      { length: layout.accounts },
      (_, account) => transactionAt(lineOf(layout, { account, nonce: 0 })).from,
    );
    this.#indexes = new Map(this.accounts.map((account, index) => [account, index]));
    this.#highest = new Int32Array(layout.accounts).fill(-1);
  }

  /** Takes operations as they end; an attempt that was accepted outweighs those before and after it. */
  take(operation: Operation): void {
    if (operation.kind !== "transaction" || operation.outcome === "rejected") return;
    const account = present(this.#indexes.get(operation.from), `the account ${operation.from}`);
    const { nonce } = operation;
    const line = lineOf(this.#layout, { account, nonce });
    const state = operation.outcome === "ok" ? accepted : inDoubt;
    if (state > this.#state.at(line)) this.#state.set(line, state);
    if (state === accepted && nonce > this.highestAccepted(account)) this.#highest[account] = nonce;
  }

  /** The highest nonce of an account that a node has taken; -1 for none. */
  highestAccepted(account: number): number {
    return this.#highest[account] ?? -1;
  }

  /** Nonces of an account that were taken, or may have been, in order. Both ends are included. */
  sentBetween(account: number, { from, to }: { from: number; to: number }): number[] {
    const sent: number[] = [];
    for (let nonce = from; nonce <= to; nonce++) if (this.#stateOf(account, nonce) > 0) sent.push(nonce);
    return sent;
  }

  isAccepted(account: number, nonce: number): boolean {
    return this.#stateOf(account, nonce) === accepted;
  }

  #stateOf(account: number, nonce: number): number {
    return this.#state.at(lineOf(this.#layout, { account, nonce }));
  }
}
