// One direction of one proxied connection: what `source` says is written to `sink`, when the link's shape has let it
// through, and as far as the gate lets it.

import type { Socket } from "node:net";
import { DelayLine } from "./delay-line.ts";
import type { LinkTiming } from "./link-timing.ts";

/**
 * open: the bytes pass. shut: the link itself is cut, nothing passes. unacknowledged: the link the other way is cut, so
 * the acknowledgements are lost and the sender gets no further than one window.
 */
export type Gate = "open" | "shut" | "unacknowledged";

/** What a sender may have under way without an acknowledgement: the classic TCP window, RFC 9293 section 3.8.6. */
export const windowBytes = 64 * 1024;

/** What may be under way on a shaped link before its sender is held up: some hundred packets of a device's queue. */
const underWayMax = 512 * 1024;

export class Flow {
  readonly #source: Socket;
  readonly #sink: Socket;
  #gate: Gate = "open";
  /** What may still pass while unacknowledged. */
  #windowLeft = windowBytes;
  /** Read before the gate shut, or beyond the window; at most one chunk, because nothing more is read meanwhile. */
  #held: Buffer | undefined;
  readonly #timing: LinkTiming;
  readonly #line: DelayLine;
  /** The sink has more to write than it takes at the moment. */
  #clogged = false;
  /** How the source ended; crosses after its last byte, and only through the gate. */
  #ending: "none" | "end" | "reset" = "none";

  constructor(options: { source: Socket; sink: Socket; gate: Gate; timing: LinkTiming }) {
    this.#source = options.source;
    this.#sink = options.sink;
    this.#gate = options.gate;
    this.#timing = options.timing;
    this.#line = new DelayLine({ ...options.timing, onLeave: (chunk) => this.#take(chunk) });
    this.#source.on("data", (chunk: Buffer) => {
      this.#line.push(chunk);
      this.#move();
    });
    this.#source.on("end", () => this.#line.pushEnd(() => this.#end("end")));
    this.#source.on("error", () => this.#line.pushEnd(() => this.#end("reset")));
    this.#sink.on("close", () => this.#line.drop());
    this.#sink.on("drain", () => {
      this.#clogged = false;
      this.#move();
    });
    this.#move();
  }

  setGate(gate: Gate): void {
    if (gate === this.#gate) return;
    if (gate === "open") this.#windowLeft = windowBytes;
    this.#gate = gate;
    this.#move();
  }

  /** Looks at the link's shape again: what it no longer holds back goes on at once. */
  updateShape(): void {
    if (!this.#timing.shaped()) this.#line.flush();
    this.#move();
  }

  #take(chunk: Buffer): void {
    this.#held = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
    this.#move();
  }

  #end(how: "end" | "reset"): void {
    if (this.#ending === "reset") return;
    this.#ending = how;
    this.#move();
  }

  /** Brings across what may cross, and reads on only when all of it has crossed. */
  #move(): void {
    this.#moveHeld();
    if (this.#ending === "none") {
      const room = this.#room() > 0 && this.#line.bytes < underWayMax;
      if (room && this.#held === undefined && !this.#clogged) this.#source.resume();
      else this.#source.pause();
      return;
    }
    // A reset overtakes what is still held, as it does in TCP: the bytes of a connection that is gone are gone.
    if (this.#gate === "shut" || this.#sink.destroyed) return;
    if (this.#ending === "reset") this.#sink.resetAndDestroy();
    else if (this.#held === undefined && this.#sink.writable) this.#sink.end();
  }

  #moveHeld(): void {
    const room = this.#room();
    if (this.#held === undefined || room === 0) return;
    const passing = this.#held.subarray(0, room);
    this.#held = passing.length < this.#held.length ? this.#held.subarray(passing.length) : undefined;
    if (this.#gate === "unacknowledged") this.#windowLeft -= passing.length;
    // A sink that is gone takes nothing, but its reset may be held back by the other flow: then the bytes are lost, as
    // they would be on the way to a dead machine.
    if (!this.#sink.destroyed && this.#sink.writable) this.#clogged = !this.#sink.write(passing);
  }

  /** How many bytes the gate lets pass now. */
  #room(): number {
    if (this.#gate === "open") return Number.POSITIVE_INFINITY;
    return this.#gate === "shut" ? 0 : this.#windowLeft;
  }
}
