// What one direction of a connection holds back, in order: a stream has no packets that could overtake each other.

export interface DelayLineOptions {
  readonly nowMs: () => number;
  /** Calls back once after so long; disposing gives it up. */
  readonly after: (ms: number, then: () => void) => Disposable;
  /** When a chunk handed over now may leave. */
  readonly leavesAtMs: (bytes: number) => number;
  readonly onLeave: (chunk: Buffer) => void;
}

export class DelayLine {
  readonly #options: DelayLineOptions;
  readonly #waiting: { readonly bytes: number; readonly atMs: number; readonly leave: () => void }[] = [];
  #bytes = 0;
  #timer: Disposable | undefined;

  constructor(options: DelayLineOptions) {
    this.#options = options;
  }

  /** Bytes under way. */
  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Buffer): void {
    this.#add(chunk.length, () => this.#options.onLeave(chunk));
  }

  /** The end of the stream, or its reset, is a packet too: `leave` is called when it has come through. */
  pushEnd(leave: () => void): void {
    this.#add(0, leave);
  }

  /** Lets all go at once, as when the shape is taken away. */
  flush(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    for (const { bytes, leave } of this.#waiting.splice(0)) this.#leave(bytes, leave);
  }

  /** Forgets what is under way: the connection is gone. */
  drop(): void {
    this.#waiting.length = 0;
    this.#bytes = 0;
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }

  #release(): void {
    const nowMs = this.#options.nowMs();
    for (let next = this.#waiting[0]; next !== undefined && next.atMs <= nowMs; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#leave(next.bytes, next.leave);
    }
    const [first] = this.#waiting;
    if (first === undefined || this.#timer !== undefined) return;
    this.#timer = this.#options.after(Math.max(1, first.atMs - nowMs), () => {
      this.#timer = undefined;
      this.#release();
    });
  }

  #add(bytes: number, leave: () => void): void {
    const before = this.#waiting.at(-1)?.atMs ?? 0;
    this.#bytes += bytes;
    this.#waiting.push({ bytes, atMs: Math.max(before, this.#options.leavesAtMs(bytes)), leave });
    this.#release();
  }

  #leave(bytes: number, leave: () => void): void {
    this.#bytes -= bytes;
    leave();
  }
}
