// Turns what the generators of a load say into what is kept of it: operations in `load/<name>.ndjson.gz`, seconds in the
// journal, totals for the end. It knows their lines but no process.

import { leadMs } from "../../../scenarios/load/lib/schedule.ts";
import { assertNever } from "../../base/assert.ts";
import type { Outcome } from "../../model/event.ts";
import type { Operation } from "../../model/operation.ts";
import type { GzipLines } from "../../platform/gzip-lines.ts";
import type { CorpusTransaction } from "../corpus/read-corpus.ts";
import { OperationJoiner } from "../join-operations.ts";
import { PlaceLedger } from "../place-ledger.ts";
import { createSecondSampler, type LoadSample, type SecondSampler } from "../sample-seconds.ts";
import type { LoadSchedule } from "../schedule.ts";
import { errandOf } from "./errand-of.ts";
import { GeneratorClock } from "./generator-clock.ts";
import type { GeneratorLine } from "./read-lines.ts";

export interface LoadTotals extends Record<Outcome, number> {
  started: number;
  dropped: number;
  /** Of the dropped: those that had a user, but nothing to send. */
  nothingToSend: number;
}

export interface RecorderOptions {
  readonly load: string;
  readonly schedule: LoadSchedule;
  readonly batch: number;
  readonly vus: number;
  /** Places due later than this after the start were never meant to be run. */
  readonly maxDurationMs: number;
  readonly lines: Pick<GzipLines, "write">;
  readonly transactionAt: ((line: number) => CorpusTransaction) | undefined;
  readonly wallToRunMs: (wallMs: number) => number;
  readonly emit: (sample: LoadSample) => void;
  readonly onOperation?: (operation: Operation) => void;
}

/** What a generator says travels for so long at most before it is known here. */
const toldWithinMs = 500;
/** A place that was due longer ago than this when the load ended, and had been taken, would have been run. */
const wokenWithinMs = 1000;

interface Generator {
  readonly clock: GeneratorClock;
  /** Told before the clock was known well enough. */
  early: GeneratorLine[];
  /** On the run's clock, once known: when the generator's clock was at 0. */
  originMs: number | undefined;
}

/** Records one load, of one or several generators. */
export class LoadRecorder {
  readonly #options: RecorderOptions;
  readonly #totals: LoadTotals = { started: 0, dropped: 0, nothingToSend: 0, ok: 0, rejected: 0, unknown: 0 };
  readonly #generators = new Map<number, Generator>();
  readonly #joiner = new OperationJoiner();
  readonly #ledger = new PlaceLedger();
  #sampler: SecondSampler | undefined;
  #beganAtMs = 0;
  /** False for operations that have times of their own. */
  #scheduled = true;
  #observed = 0;
  #seenUntilMs = -Infinity;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Takes lines as they come. False: await the lines' `drained` before the next. */
  take(lines: readonly GeneratorLine[], generatorIndex = 0): boolean {
    const generator = this.#generatorAt(generatorIndex);
    for (const line of lines) {
      if (line.kind === "clock") generator.clock.read(line);
      else if (generator.originMs === undefined) generator.early.push(line);
      else this.#tell(line, generator.originMs);
      if (generator.originMs === undefined && generator.clock.isSettled(timeOf(line))) this.#settle(generator);
    }
    return this.#pass(this.#seenUntilMs - toldWithinMs);
  }

  /** Nothing has been said for a while although it was listened for: seconds go by all the same. */
  idle(nowMs: number): boolean {
    for (const generator of this.#generators.values()) this.#settle(generator);
    return this.#pass(nowMs - toldWithinMs);
  }

  /** Writes what is left: operations in flight as unknown, and places that nobody came to as dropped. */
  finish(endedAtMs: number): LoadTotals {
    for (const generator of this.#generators.values()) this.#settle(generator);
    if (this.#scheduled && this.#sampler !== undefined) this.#dropMissing(endedAtMs);
    this.#keep(this.#joiner.rest(endedAtMs));
    this.#sampler?.samples(endedAtMs).forEach(this.#options.emit);
    return this.#totals;
  }

  #generatorAt(index: number): Generator {
    const known = this.#generators.get(index);
    if (known !== undefined) return known;
    const generator = { clock: new GeneratorClock(), early: [], originMs: undefined };
    this.#generators.set(index, generator);
    return generator;
  }

  #settle(generator: Generator): void {
    const { originWallMs } = generator.clock;
    if (generator.originMs !== undefined || originWallMs === undefined) return;
    const originMs = this.#options.wallToRunMs(originWallMs);
    generator.originMs = originMs;
    const { early } = generator;
    generator.early = [];
    this.#begin(originMs, early);
    for (const line of early) this.#tell(line, originMs);
  }

  /** The first generator's schedule is the one that seconds are counted by; the others began within milliseconds. */
  #begin(originMs: number, early: readonly GeneratorLine[]): void {
    if (this.#sampler !== undefined) return;
    this.#scheduled = !early.some(
      (line) => line.kind === "observed" || (line.kind === "sent" && line.intendedMs !== undefined),
    );
    this.#beganAtMs = originMs + leadMs;
    const schedule = this.#scheduled ? this.#options.schedule : undefined;
    this.#sampler = createSecondSampler({ load: this.#options.load, schedule, beganAtMs: this.#beganAtMs });
  }

  #tell(line: GeneratorLine, originMs: number): void {
    switch (line.kind) {
      case "clock":
        return;
      case "sent":
        this.#start(line, originMs);
        break;
      case "done":
        this.#joiner.done({ user: line.user, atMs: originMs + line.elapsedMs, endings: line.endings });
        break;
      case "dropped":
        for (const place of line.places) this.#drop(place, { from: 0, originMs });
        break;
      case "nothing":
        this.#totals.nothingToSend += this.#drop(line.place, { from: 0, originMs });
        break;
      case "observed":
        this.#observe(line, originMs);
        break;
      default:
        assertNever(line);
    }
    this.#seenUntilMs = Math.max(this.#seenUntilMs, originMs + timeOf(line));
  }

  #start(line: Extract<GeneratorLine, { kind: "sent" }>, originMs: number): void {
    const { user, place, whats, intendedMs, elapsedMs } = line;
    const { batch } = this.#options;
    const elements = whats.map((what, element) => {
      const index = place * batch + element;
      const intendedAtMs = intendedMs === undefined ? this.#dueAtMs(index, originMs) : originMs + intendedMs;
      return { place: { index, intendedAtMs }, errand: errandOf(what, this.#options) };
    });
    this.#ledger.add(place);
    for (const { place: at } of elements) this.#started(at.intendedAtMs);
    this.#joiner.sent({ user, atMs: originMs + elapsedMs, elements });
    // The corpus was used up in the middle of a batch.
    if (this.#scheduled) this.#totals.nothingToSend += this.#drop(place, { from: whats.length, originMs });
  }

  #observe(line: Extract<GeneratorLine, { kind: "observed" }>, originMs: number): void {
    const place = { index: this.#observed, intendedAtMs: originMs + line.intendedMs };
    const user = -1 - this.#observed; // not one of k6's
    this.#observed += 1;
    this.#started(place.intendedAtMs);
    const elements = [{ place, errand: errandOf(line.what, this.#options) }];
    this.#joiner.sent({ user, atMs: originMs + line.sentMs, elements });
    this.#joiner.done({ user, atMs: originMs + line.doneMs, endings: [line.ending] });
  }

  #started(intendedAtMs: number): void {
    this.#totals.started += 1;
    this.#sampler?.started(intendedAtMs);
  }

  /** Drops the elements of a place from one on; how many those were. */
  #drop(place: number, { from, originMs }: { from: number; originMs: number }): number {
    const { batch } = this.#options;
    this.#ledger.add(place);
    for (let element = from; element < batch; element++) {
      const index = place * batch + element;
      this.#joiner.dropped({ index, intendedAtMs: this.#dueAtMs(index, originMs) });
    }
    return Math.max(0, batch - from);
  }

  #dueAtMs = (index: number, originMs: number): number => originMs + leadMs + this.#options.schedule.offsetMs(index);

  /**
   * Places that were due and that nobody has told of. A user takes the next place as soon as it is free, so the first of
   * them belong to the users that were waiting when the load ended; to the others nobody ever came.
   */
  #dropMissing(endedAtMs: number): void {
    const { schedule, batch, vus, maxDurationMs } = this.#options;
    const untilMs = Math.min(endedAtMs - this.#beganAtMs, maxDurationMs);
    const missing = this.#ledger.missing(schedule.countBefore(untilMs) / batch);
    // When the schedule came to its own end, whoever was waiting has run.
    let waiting = untilMs < maxDurationMs ? vus - this.#joiner.busy : 0;
    for (const place of missing) {
      const isRecent = schedule.offsetMs(place * batch) > untilMs - wokenWithinMs;
      if (isRecent && waiting > 0) waiting -= 1;
      else this.#drop(place, { from: 0, originMs: this.#beganAtMs - leadMs });
    }
  }

  #pass(untilMs: number): boolean {
    const hasRoom = this.#keep(this.#joiner.complete());
    this.#sampler?.samples(untilMs).forEach(this.#options.emit);
    return hasRoom;
  }

  #keep(operations: readonly Operation[]): boolean {
    let hasRoom = true;
    for (const operation of operations) {
      hasRoom = this.#options.lines.write(JSON.stringify(operation));
      if (operation.kind === "dropped") this.#totals.dropped += 1;
      else this.#totals[operation.outcome] += 1;
      this.#sampler?.add(operation);
      this.#options.onOperation?.(operation);
    }
    return hasRoom;
  }
}

/** The latest moment a line speaks of, on the generator's clock. */
function timeOf(line: GeneratorLine): number {
  switch (line.kind) {
    case "clock":
    case "sent":
    case "done":
      return line.elapsedMs;
    case "observed":
      return line.doneMs;
    case "dropped":
    case "nothing":
      return -Infinity;
    default:
      return assertNever(line);
  }
}
