// Joins what a load reports piece by piece, a start, later an end, in between the place in the schedule, to operations.
//
//   sent ──► open, by user ──► done ──┐
//     └────► tick placer ──► placed ──┴──► operation
//   dropped ──────┘

import { assertNever } from "../base/assert.ts";
import type { Outcome } from "../model/event.ts";
import { cutOff, type Operation } from "../model/operation.ts";
import type { RateShape } from "../model/plan.ts";
import { createTickPlacer, type Placed, type TickPlacer } from "./assign-intended.ts";

/** What an iteration was about to do. */
export type Errand =
  | { readonly kind: "read"; readonly method: string }
  | { readonly kind: "transaction"; readonly hash: string; readonly from: string; readonly nonce: number }
  /** The generator had nothing to send: as good as dropped. */
  | { readonly kind: "nothing" };

interface Answer {
  readonly doneAtMs: number;
  readonly outcome: Outcome;
  readonly error: string | undefined;
}

/** A start, on its way to becoming an operation. */
interface Pending {
  readonly errand: Errand;
  answer: Answer | undefined;
  place: Placed<Pending> | undefined;
}

export interface JoinerOptions {
  readonly shape: RateShape;
  readonly beganAtMs: number;
  /** Told of each operation once its place is known, long before its end may be. */
  readonly onStarted: (intendedAtMs: number) => void;
}

export class OperationJoiner {
  readonly #placer: TickPlacer<Pending>;
  readonly #onStarted: (intendedAtMs: number) => void;
  readonly #openByVu = new Map<number, Pending>();
  readonly #openPlaced = new Set<Pending>();
  readonly #finished: Operation[] = [];

  constructor(options: JoinerOptions) {
    this.#placer = createTickPlacer<Pending>(options);
    this.#onStarted = options.onStarted;
  }

  sent({ atMs, vu, errand }: { atMs: number; vu: number; errand: Errand }): void {
    const before = this.#openByVu.get(vu);
    // A user does one thing at a time. A start without an end before it means that the script threw.
    if (before !== undefined) this.#end(before, { doneAtMs: atMs, outcome: "unknown", error: "the script failed" });
    const pending = this.#start(atMs, errand);
    if (errand.kind === "nothing") this.#openByVu.delete(vu);
    else this.#openByVu.set(vu, pending);
  }

  done({ atMs, vu, outcome, error }: { atMs: number; vu: number; outcome: Outcome; error: string | undefined }): void {
    const pending = this.#openByVu.get(vu);
    if (pending === undefined) return;
    this.#openByVu.delete(vu);
    this.#end(pending, { doneAtMs: atMs, outcome, error });
  }

  dropped(atMs: number): void {
    this.#start(atMs, { kind: "nothing" });
  }

  /** Operations that are complete, given that everything up to `seenUntilMs` has been told. */
  complete(seenUntilMs: number): Operation[] {
    this.#place(this.#placer.placed(seenUntilMs));
    return this.#finished.splice(0);
  }

  /** The rest. What has no end was cut off at `endedAtMs`: it may have happened. */
  rest(endedAtMs: number): Operation[] {
    this.#place(this.#placer.rest());
    for (const pending of this.#openPlaced) {
      this.#end(pending, { doneAtMs: endedAtMs, outcome: "unknown", error: cutOff });
    }
    return this.#finished.splice(0);
  }

  #start(atMs: number, errand: Errand): Pending {
    const pending: Pending = { errand, answer: undefined, place: undefined };
    this.#placer.add({ atMs, item: pending });
    return pending;
  }

  #end(pending: Pending, answer: Answer): void {
    pending.answer = answer;
    this.#settle(pending);
  }

  #place(ticks: readonly Placed<Pending>[]): void {
    for (const tick of ticks) {
      tick.item.place = tick;
      if (tick.item.errand.kind !== "nothing") this.#onStarted(tick.intendedAtMs);
      this.#settle(tick.item);
    }
  }

  /** Finishes what has both its place and its end. */
  #settle(pending: Pending): void {
    const { errand, place, answer } = pending;
    if (place === undefined) return;
    if (answer === undefined && errand.kind !== "nothing") {
      this.#openPlaced.add(pending);
      return;
    }
    this.#openPlaced.delete(pending);
    this.#finished.push(operationOf(errand, place, answer));
  }
}

function operationOf(errand: Errand, place: Placed<unknown>, answer: Answer | undefined): Operation {
  const { index } = place;
  const intendedAtMs = toMicroseconds(place.intendedAtMs);
  if (errand.kind === "nothing" || answer === undefined) return { kind: "dropped", index, intendedAtMs };
  const { outcome, error } = answer;
  const [sentAtMs, doneAtMs] = [toMicroseconds(place.atMs), toMicroseconds(answer.doneAtMs)];
  const common = { index, intendedAtMs, sentAtMs, doneAtMs, outcome };
  const why = error === undefined ? {} : { error };
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
