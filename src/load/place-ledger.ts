/** Remembers which places of a schedule have been accounted for. They come almost in order, so little has to be kept. */
export class PlaceLedger {
  /** Every place below it has been told of. */
  #next = 0;
  readonly #beyond = new Set<number>();

  add(place: number): void {
    if (place >= this.#next) this.#beyond.add(place);
    while (this.#beyond.delete(this.#next)) this.#next += 1;
  }

  /** Places below `end` that nobody has told of, in order. */
  missing(end: number): number[] {
    const missing: number[] = [];
    for (let place = this.#next; place < end; place++) {
      if (!this.#beyond.has(place)) missing.push(place);
    }
    return missing;
  }
}
