/** Texts that are told apart at most: some name a nonce or a hash, and then no two are the same. */
const textsMax = 500;
export const otherErrors = "(other errors)";

/** How often each error was met, in the order in which they were first met. */
export class ErrorCounts {
  readonly #counts = new Map<string, number>();

  add(error: string): void {
    const known = this.#counts.get(error);
    if (known !== undefined) this.#counts.set(error, known + 1);
    else if (this.#counts.size < textsMax) this.#counts.set(error, 1);
    else this.#counts.set(otherErrors, (this.#counts.get(otherErrors) ?? 0) + 1);
  }

  entries(): Iterable<readonly [error: string, count: number]> {
    return this.#counts;
  }

  /** Most frequent first, then by text. */
  list(): { error: string; count: number }[] {
    return [...this.#counts]
      .map(([error, count]) => ({ error, count }))
      .sort((a, b) => b.count - a.count || (a.error < b.error ? -1 : 1));
  }
}
