// What is kept of a closed load: an operation for each request, as of any load, and what happened in each second.

import type { Outcome } from "../../model/event.ts";
import type { GzipLines } from "../../platform/gzip-lines.ts";
import type { LoadSample } from "../sample-seconds.ts";
import type { SaturationTotals } from "./messages.ts";

/** Times are those of the clock of this process. */
export interface EndedRequest {
  readonly method: string;
  readonly sentAtMs: number;
  readonly doneAtMs: number;
  readonly outcome: Outcome;
  readonly error?: string;
}

export interface RequestRecorderOptions {
  readonly load: string;
  readonly lines: Pick<GzipLines, "write">;
  /** Added to a time of this process' clock it is one of the run. */
  readonly clockToRunMs: number;
  readonly beganAtMs: number;
}

/** So many characters of records are handed on together: one at a time would cost a tenth of the rate. */
const pieceLength = 16_384;

export class RequestRecorder {
  readonly #options: RequestRecorderOptions;
  readonly #totals = { ok: 0, rejected: 0, unknown: 0 };
  readonly #methodEndings = new Map<string, string>();
  #index = 0;
  #piece = "";
  #started = 0;
  #second = { ok: 0, rejected: 0, unknown: 0 };
  #latenciesMs: number[] = [];
  #secondFromMs: number;

  constructor(options: RequestRecorderOptions) {
    this.#options = options;
    this.#secondFromMs = options.beganAtMs + options.clockToRunMs;
  }

  get totals(): SaturationTotals {
    return { ...this.#totals };
  }

  start(): void {
    this.#started += 1;
  }

  end({ method, sentAtMs, doneAtMs, outcome, error }: EndedRequest): void {
    this.#totals[outcome] += 1;
    this.#second[outcome] += 1;
    this.#latenciesMs.push(doneAtMs - sentAtMs);
    const { clockToRunMs } = this.#options;
    const sent = textOf(sentAtMs + clockToRunMs);
    const done = textOf(doneAtMs + clockToRunMs);
    const why = error === undefined ? "" : `,"error":${JSON.stringify(error)}`;
    // The shape that src/journal/scan-operation.ts reads without parsing. It is sent when it is due: the one before was
    // answered, or there is a place for it.
    const line = `{"kind":"read","index":${this.#index++},"intendedAtMs":${sent},"sentAtMs":${sent},"doneAtMs":${done},"outcome":"${outcome}"${why}${this.#endingOf(method)}`;
    this.#piece = this.#piece === "" ? line : `${this.#piece}\n${line}`;
    if (this.#piece.length >= pieceLength) this.#handOn();
  }

  /** What happened since the last one, which is a second unless this process was late. */
  cutSecond(nowMs: number): LoadSample {
    this.#handOn();
    const toMs = nowMs + this.#options.clockToRunMs;
    const latenciesMs = Float64Array.from(this.#latenciesMs).sort();
    const at = (share: number) => latenciesMs[Math.max(0, Math.ceil(latenciesMs.length * share) - 1)] ?? null;
    const sample: LoadSample = {
      type: "load.sampled",
      load: this.#options.load,
      fromMs: this.#secondFromMs,
      toMs,
      // It asks for what it can get: what it started is all that it offered.
      offered: this.#started,
      started: this.#started,
      dropped: 0,
      ...this.#second,
      latencyMsP50: at(0.5),
      latencyMsP99: at(0.99),
    };
    this.#secondFromMs = toMs;
    this.#started = 0;
    this.#second = { ok: 0, rejected: 0, unknown: 0 };
    this.#latenciesMs = [];
    return sample;
  }

  #endingOf(method: string): string {
    const known = this.#methodEndings.get(method);
    if (known !== undefined) return known;
    const ending = `,"method":${JSON.stringify(method)}}`;
    this.#methodEndings.set(method, ending);
    return ending;
  }

  #handOn(): void {
    if (this.#piece !== "") this.#options.lines.write(this.#piece);
    this.#piece = "";
  }
}

/** To the microsecond. By whole numbers, which are written several times as fast as fractions. */
function textOf(ms: number): string {
  const us = Math.max(0, Math.round(ms * 1000));
  const whole = Math.floor(us / 1000);
  const rest = us - whole * 1000;
  return `${whole}.${rest < 100 ? "0" : ""}${rest < 10 ? "0" : ""}${rest}`;
}
