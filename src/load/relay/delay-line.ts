// One direction of a relayed connection: every byte comes out `delayMs` after it went in, in order.

import type { Socket } from "node:net";
import type { Clock } from "../../base/clock.ts";

/** What may be under way in one direction; beyond it the source is not read until some of it has arrived. */
const underWayBytesMax = 1024 * 1024;

interface Parcel {
  readonly dueAtMs: number;
  /** The end of the stream travels like its bytes, and as long. */
  readonly content: Buffer | "end" | "reset";
}

export class DelayLine {
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #delayMs: number;
  readonly #clock: Clock;
  readonly #underWay: Parcel[] = [];
  #bytes = 0;
  #timer: Disposable | undefined;
  #clogged = false;

  constructor(options: { source: Socket; sink: Socket; delayMs: number; clock: Clock }) {
    this.#source = options.source;
    this.#sink = options.sink;
    this.#delayMs = options.delayMs;
    this.#clock = options.clock;
    this.#source.on("data", (chunk: Buffer) => this.#post(chunk));
    this.#source.on("end", () => this.#post("end"));
    this.#source.on("error", () => this.#post("reset"));
    this.#sink.on("drain", () => {
      this.#clogged = false;
      this.#readOrPause();
    });
    this.#sink.on("close", () => this.#forget());
  }

  #post(content: Parcel["content"]): void {
    this.#underWay.push({ content, dueAtMs: this.#clock.nowMs() + this.#delayMs });
    this.#bytes += sizeOf(content);
    this.#readOrPause();
    this.#timer ??= this.#wake();
  }

  #wake(): Disposable | undefined {
    const next = this.#underWay[0];
    if (next === undefined || this.#sink.destroyed) return undefined;
    return this.#clock.after(Math.max(0, next.dueAtMs - this.#clock.nowMs()), () => this.#deliver());
  }

  #deliver(): void {
    const nowMs = this.#clock.nowMs();
    while (this.#underWay[0] !== undefined && this.#underWay[0].dueAtMs <= nowMs) {
      const parcel = this.#underWay.shift();
      if (parcel === undefined) break;
      this.#bytes -= sizeOf(parcel.content);
      this.#handOver(parcel.content);
    }
    this.#readOrPause();
    this.#timer = this.#wake();
  }

  #handOver(content: Parcel["content"]): void {
    if (this.#sink.destroyed) return;
    if (content === "reset") this.#sink.resetAndDestroy();
    else if (!this.#sink.writable) return;
    else if (content === "end") this.#sink.end();
    else this.#clogged = !this.#sink.write(content);
  }

  #readOrPause(): void {
    if (this.#clogged || this.#bytes >= underWayBytesMax) this.#source.pause();
    else this.#source.resume();
  }

  /** Nobody is there to receive what is still under way. */
  #forget(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    this.#underWay.length = 0;
    this.#bytes = 0;
  }
}

const sizeOf = (content: Parcel["content"]): number => (typeof content === "string" ? 0 : content.length);
