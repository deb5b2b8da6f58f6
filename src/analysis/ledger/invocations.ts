// What the harness asked for: one entry per transaction, whatever number of attempts it took to submit it.

import { type EventLog, eventsOf, type Outcome } from "../../model/event.ts";
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

/** Position in its load's schedule: operations come in the order in which they ended. */
interface Attempt extends Invocation {
  readonly index: number;
}

export interface Invocations {
  readonly byHash: ReadonlyMap<string, Invocation>;
  /** Loads in the order of the plan, each in that of its schedule; canaries last. */
  readonly inOrder: readonly Invocation[];
}

const canaryLoad = "canary";

const certainty: Readonly<Record<Outcome, number>> = { ok: 2, unknown: 1, rejected: 0 };

/** Enters transactions as they are read. */
export class InvocationBook {
  readonly #tree: Pick<BlockTree, "ownTextOf">;
  readonly #attempts = new Map<string, Attempt>();
  /** In the order in which they were opened. */
  readonly #loads: string[] = [];
  readonly #senders = new Map<string, string>();

  /** Hashes that are in a block are kept once, as the block has them: they are most of what an entry weighs. */
  constructor(tree: Pick<BlockTree, "ownTextOf">) {
    this.#tree = tree;
  }

  /** Takes the transactions of one load from here on. */
  load(load: string): (batch: OperationBatch, row: number) => void {
    this.#loads.push(load);
    return (batch, row) => {
      this.#add({
        load,
        index: batch.index[row] ?? 0,
        hash: this.#tree.ownTextOf(batch.hash[row] ?? ""),
        from: this.#senderOf(batch.from[row] ?? ""),
        nonce: batch.nonce[row] ?? 0,
        intendedAtMs: batch.intendedAtMs[row] ?? 0,
        sentAtMs: batch.sentAtMs[row] ?? 0,
        doneAtMs: batch.doneAtMs[row] ?? 0,
        outcome: operationOutcomes[batch.outcome[row] ?? 0] ?? "unknown",
      });
    };
  }

  canaries(events: EventLog): void {
    this.#loads.push(canaryLoad);
    for (const [index, sent] of eventsOf(events, "canary.sent").entries()) {
      const { nonce, intendedAtMs, sentAtMs, outcome, atMs: doneAtMs } = sent;
      const hash = this.#tree.ownTextOf(sent.hash);
      const from = this.#senderOf(sent.from);
      this.#add({ load: canaryLoad, index, hash, from, nonce, intendedAtMs, sentAtMs, doneAtMs, outcome });
    }
  }

  close(): Invocations {
    const order = new Map(this.#loads.map((load, position) => [load, position] as const));
    const positionOf = ({ load }: Attempt) => order.get(load) ?? 0;
    const inOrder = [...this.#attempts.values()].sort((a, b) => positionOf(a) - positionOf(b) || a.index - b.index);
    return { byHash: this.#attempts, inOrder };
  }

  #add(attempt: Attempt): void {
    const known = this.#attempts.get(attempt.hash);
    if (known === undefined) {
      this.#attempts.set(attempt.hash, attempt);
      return;
    }
    const isEarlier = attempt.load === known.load && attempt.index < known.index;
    const first = isEarlier ? attempt : known;
    const decides = certainty[attempt.outcome] - certainty[known.outcome] || (isEarlier ? 1 : 0);
    const { doneAtMs, outcome } = decides > 0 ? attempt : known;
    this.#attempts.set(attempt.hash, { ...first, doneAtMs, outcome });
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
