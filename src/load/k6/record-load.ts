// Turns k6's samples into what is kept of a load: operations in `load/<name>.ndjson.gz`, seconds in the journal, totals
// for the end. It knows k6's samples but no process.

import { assertNever } from "../../base/assert.ts";
import { EnvironmentError } from "../../base/errors.ts";
import type { Outcome } from "../../model/event.ts";
import type { Operation } from "../../model/operation.ts";
import type { RateShape } from "../../model/plan.ts";
import type { GzipLines } from "../../platform/gzip-lines.ts";
import { reorderMs } from "../assign-intended.ts";
import type { CorpusTransaction } from "../corpus/build-corpus.ts";
import { type Errand, OperationJoiner } from "../join-operations.ts";
import { createSecondSampler, type LoadSample, type SecondSampler } from "../sample-seconds.ts";
import { type Sample, splitOnce } from "./read-samples.ts";

export interface LoadTotals extends Record<Outcome, number> {
  started: number;
  dropped: number;
  /** Of the dropped: those that had a user, but nothing to send. */
  nothingToSend: number;
}

export interface RecorderOptions {
  readonly load: string;
  readonly shape: RateShape;
  readonly lines: Pick<GzipLines, "write">;
  readonly transactionAt: ((line: number) => CorpusTransaction) | undefined;
  readonly wallToRunMs: (wallMs: number) => number;
  readonly emit: (sample: LoadSample) => void;
}

/** Once the generator has said when the schedule began. */
interface Running {
  readonly joiner: OperationJoiner;
  readonly sampler: SecondSampler;
}

/** Records one load. */
export class LoadRecorder {
  readonly #options: RecorderOptions;
  readonly #totals: LoadTotals = { started: 0, dropped: 0, nothingToSend: 0, ok: 0, rejected: 0, unknown: 0 };
  /** Samples from before the schedule's start was known: a first iteration may be slow to say so. */
  #early: Sample[] = [];
  #running: Running | undefined;
  #seenUntilMs = -Infinity;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Takes samples as they come. False: await the lines' `drained` before the next. */
  take(samples: readonly Sample[]): boolean {
    for (const sample of samples) {
      if (this.#running === undefined && sample.kind === "began") this.#begin(sample.beganAtWallMs);
      if (this.#running === undefined) this.#early.push(sample);
      else this.#tell(this.#running, sample);
    }
    if (this.#running === undefined) return true;
    const { joiner, sampler } = this.#running;
    const hasRoom = this.#keep(joiner.complete(this.#seenUntilMs), sampler);
    sampler.samples(this.#seenUntilMs - reorderMs).forEach(this.#options.emit);
    return hasRoom;
  }

  /** Writes what is left, with operations in flight as unknown. */
  finish(endedAtMs: number): LoadTotals {
    if (this.#running !== undefined) {
      const { joiner, sampler } = this.#running;
      this.#keep(joiner.rest(endedAtMs), sampler);
      sampler.samples(endedAtMs).forEach(this.#options.emit);
    }
    return this.#totals;
  }

  #begin(beganAtWallMs: number): void {
    const { load, shape, wallToRunMs } = this.#options;
    const beganAtMs = wallToRunMs(beganAtWallMs);
    const sampler = createSecondSampler({ load, shape, beganAtMs });
    const onStarted = (intendedAtMs: number) => {
      this.#totals.started += 1;
      sampler.started(intendedAtMs);
    };
    this.#running = { sampler, joiner: new OperationJoiner({ shape, beganAtMs, onStarted }) };
    for (const sample of this.#early) this.#tell(this.#running, sample);
    this.#early = [];
  }

  #tell({ joiner }: Running, sample: Sample): void {
    const atMs = this.#options.wallToRunMs(sample.atWallMs);
    this.#seenUntilMs = Math.max(this.#seenUntilMs, atMs);
    switch (sample.kind) {
      case "began":
      case "heartbeat":
        return;
      case "sent": {
        const errand = errandOf(sample.what, this.#options);
        if (errand.kind === "nothing") this.#totals.nothingToSend += 1;
        joiner.sent({ atMs, vu: sample.vu, errand });
        return;
      }
      case "done":
        joiner.done({ atMs, vu: sample.vu, outcome: sample.outcome, error: sample.error });
        return;
      case "dropped":
        for (let count = 0; count < sample.count; count++) joiner.dropped(atMs);
        return;
      default:
        assertNever(sample);
    }
  }

  #keep(operations: readonly Operation[], sampler: SecondSampler): boolean {
    let hasRoom = true;
    for (const operation of operations) {
      hasRoom = this.#options.lines.write(JSON.stringify(operation));
      if (operation.kind === "dropped") this.#totals.dropped += 1;
      else this.#totals[operation.outcome] += 1;
      sampler.add(operation);
    }
    return hasRoom;
  }
}

/** What scenarios/load/lib/operation.ts said an iteration is about: "read/eth_call", "transaction/17", "nothing/...". */
function errandOf(what: string, options: RecorderOptions): Errand {
  const { head, tail } = splitOnce(what);
  switch (head) {
    case "read":
      return { kind: "read", method: tail };
    case "transaction":
      if (options.transactionAt === undefined) {
        throw new EnvironmentError({
          message: `load ${options.load} sends transactions, but none were signed for it`,
          hint: "A script that sends transactions must be one that the plan knows to need a corpus.",
        });
      }
      return { kind: "transaction", ...options.transactionAt(Number(tail)) };
    case "nothing":
      return { kind: "nothing" };
    default:
      throw new EnvironmentError({
        message: `load ${options.load} reports an operation "${what}"; expected read/<method>, transaction/<line> or nothing/<why>`,
        hint: "Scripts report through scenarios/load/lib/operation.ts.",
      });
  }
}
