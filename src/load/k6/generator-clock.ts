// Where a generator's own clock lies. k6 tells its milliseconds since the start with microseconds, and Unix time only in
// whole milliseconds, cut off. Of a reading of both, the difference is therefore up to one millisecond too small, and
// smaller still when the process was put aside in between; never too large. The largest of several is the best.

const readingsEnough = 32;
const readingMsMax = 1000;

export class GeneratorClock {
  #readings = 0;
  #firstElapsedMs: number | undefined;
  #originWallMs = -Infinity;

  /** A reading of both clocks, Unix time first. */
  read({ wallMs, elapsedMs }: { wallMs: number; elapsedMs: number }): void {
    if (this.isSettled(elapsedMs)) return; // a later step of the wall clock must not move what is being recorded
    this.#firstElapsedMs ??= elapsedMs;
    this.#readings += 1;
    this.#originWallMs = Math.max(this.#originWallMs, wallMs - elapsedMs);
  }

  /** Whether the origin is as good as it gets, at a time of the generator's clock. */
  isSettled(elapsedMs: number): boolean {
    if (this.#firstElapsedMs === undefined) return false;
    return this.#readings >= readingsEnough || elapsedMs > this.#firstElapsedMs + readingMsMax;
  }

  /** Unix milliseconds when the generator's clock was at 0; undefined before any reading. */
  get originWallMs(): number | undefined {
    return this.#readings === 0 ? undefined : this.#originWallMs;
  }
}
