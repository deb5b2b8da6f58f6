// Joins what a load reports piece by piece, a start and later an end, to operations.
//
//   sent ──► open, by user ──► done ──► operations, one for each element of a batch
//   dropped ───────────────────────────► operation

import { assertNever } from "../base/assert.ts";
import type { Outcome } from "../model/event.ts";
import { cutOff, type Operation } from "../model/operation.ts";

/** What an operation is about. */
export type Errand =
  | { readonly kind: "read"; readonly method: string }
  | { readonly kind: "transaction"; readonly hash: string; readonly from: string; readonly nonce: number };

export interface Place {
  /** Position in the schedule, from 0. */
  readonly index: number;
  readonly intendedAtMs: number;
}

export interface Ending {
  readonly outcome: Outcome;
  readonly error?: string | undefined;
}

interface Element {
  readonly place: Place;
  readonly errand: Errand;
}

/** A request that is under way. */
interface Open {
  readonly sentAtMs: number;
  readonly elements: readonly Element[];
}

export class OperationJoiner {
  readonly #openByUser = new Map<number, Open>();
  #finished: Operation[] = [];

  /** Users that wait for an answer. */
  get busy(): number {
    return this.#openByUser.size;
  }

  sent(start: { user: number; atMs: number; elements: readonly Element[] }): void {
    const before = this.#openByUser.get(start.user);
    // A user does one thing at a time. A start without an end before it means that the script threw.
    if (before !== undefined) this.#end(before, start.atMs, [{ outcome: "unknown", error: "the script failed" }]);
    this.#openByUser.set(start.user, { sentAtMs: start.atMs, elements: start.elements });
  }

  /** One ending for each element, or one for all. */
  done({ user, atMs, endings }: { user: number; atMs: number; endings: readonly Ending[] }): void {
    const open = this.#openByUser.get(user);
    if (open === undefined) return;
    this.#openByUser.delete(user);
    this.#end(open, atMs, endings);
  }

  dropped({ index, intendedAtMs }: Place): void {
    this.#finished.push({ kind: "dropped", index, intendedAtMs: toMicroseconds(intendedAtMs) });
  }

  /** Operations that are complete and have not been given yet. */
  complete(): Operation[] {
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** The rest. What has no end was cut off at `endedAtMs`: it may have happened. */
  rest(endedAtMs: number): Operation[] {
    for (const open of this.#openByUser.values()) {
      this.#end(open, Math.max(endedAtMs, open.sentAtMs), [{ outcome: "unknown", error: cutOff }]);
    }
    this.#openByUser.clear();
    return this.complete();
  }

  #end({ sentAtMs, elements }: Open, doneAtMs: number, endings: readonly Ending[]): void {
    const forAll = endings.length === 1 ? endings[0] : undefined;
    for (const [position, { place, errand }] of elements.entries()) {
      const ending = forAll ?? endings[position] ?? { outcome: "unknown", error: "no answer in the batch" };
      this.#finished.push(operationOf({ place, errand, ending, sentAtMs, doneAtMs }));
    }
  }
}

interface Parts extends Element {
  readonly ending: Ending;
  readonly sentAtMs: number;
  readonly doneAtMs: number;
}

function operationOf({ place, errand, ending, sentAtMs, doneAtMs }: Parts): Operation {
  const common = {
    index: place.index,
    intendedAtMs: toMicroseconds(place.intendedAtMs),
    sentAtMs: toMicroseconds(sentAtMs),
    doneAtMs: toMicroseconds(doneAtMs),
    outcome: ending.outcome,
  };
  const why = ending.error === undefined ? {} : { error: ending.error };
  switch (errand.kind) {
    case "read":
      return { kind: "read", ...common, ...why, method: errand.method };
    case "transaction":
      return { kind: "transaction", ...common, ...why, hash: errand.hash, from: errand.from, nonce: errand.nonce };
    default:
      return assertNever(errand);
  }
}

/** Finer digits are those of floating point, not of a clock, and would make the record half as long again. */
const toMicroseconds = (ms: number): number => Math.round(ms * 1000) / 1000;
