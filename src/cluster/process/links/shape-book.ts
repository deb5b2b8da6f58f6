import type { LinkId, LinkShape } from "../../../model/node.ts";
import { linkKey } from "./cut-book.ts";

/** One experiment's shape on one sender, whose links share its bucket as they would share a device's queue. */
interface Shaping {
  readonly shape: LinkShape;
  /** When the last byte that was let through is on its way, in milliseconds of the book's clock. */
  freeAtMs: number;
  /** The last draw, for the correlation of the next. */
  last: number;
}

/** Which shapes name which directed links, and when a chunk may leave a link. Several shapes add up. */
export class ShapeBook {
  readonly #nowMs: () => number;
  readonly #random: () => number;
  readonly #byName = new Map<string, ReadonlyMap<string, Shaping>>();

  constructor(options: { nowMs: () => number; random: () => number }) {
    this.#nowMs = options.nowMs;
    this.#random = options.random;
  }

  /** A shape that is there already is replaced. */
  shape(name: string, links: readonly LinkId[], shape: LinkShape): void {
    const bySender = new Map<string, Shaping>();
    const byLink = new Map<string, Shaping>();
    for (const link of links) {
      const shaping = bySender.get(link.from) ?? { shape, freeAtMs: 0, last: 0.5 };
      bySender.set(link.from, shaping);
      byLink.set(linkKey(link), shaping);
    }
    this.#byName.set(name, byLink);
  }

  unshape(name: string): void {
    this.#byName.delete(name);
  }

  shaped(link: LinkId): boolean {
    const key = linkKey(link);
    return [...this.#byName.values()].some((byLink) => byLink.has(key));
  }

  /** When this many bytes, handed over now, have left the link; now itself when nothing shapes it. */
  leavesAtMs(link: LinkId, bytes: number): number {
    const key = linkKey(link);
    let atMs = this.#nowMs();
    for (const byLink of this.#byName.values()) {
      const shaping = byLink.get(key);
      if (shaping !== undefined) atMs = this.#through(shaping, { atMs, bytes });
    }
    return atMs;
  }

  #through(shaping: Shaping, chunk: { atMs: number; bytes: number }): number {
    const { delayMs, jitterMs, correlation, bytesPerSecond } = shaping.shape;
    let { atMs } = chunk;
    if (bytesPerSecond !== undefined) {
      atMs = Math.max(atMs, shaping.freeAtMs) + (chunk.bytes / bytesPerSecond) * 1000;
      shaping.freeAtMs = atMs;
    }
    // tc-netem(8): each draw depends on the one before by the correlation, and spreads evenly over the jitter.
    shaping.last = (correlation / 100) * shaping.last + (1 - correlation / 100) * this.#random();
    return atMs + Math.max(0, delayMs + (2 * shaping.last - 1) * jitterMs);
  }
}
