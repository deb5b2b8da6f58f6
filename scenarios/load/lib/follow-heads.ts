// Which heads a subscription delivered, and which it owes. Nothing here knows k6.

/** A block's header, as far as followers look at it. */
export interface Head {
  readonly height: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestampMs: number;
  /** Its bloom filter is not empty. */
  readonly hasLogs: boolean;
}

export interface Delivery {
  readonly kind: "new" | "duplicate";
  /** Another block was delivered at this height before. */
  readonly reorged: boolean;
  /** Heights that were passed over, in ascending order: ask for these blocks. */
  readonly missing: readonly number[];
}

export interface Filling {
  /** replaced: never delivered, although it took the place of a block that was. */
  readonly kind: "delivered" | "missed" | "replaced";
  readonly missing: readonly number[];
}

/** Deeper than any reorganisation that a test network has; older blocks are forgotten. */
const heightsKept = 1024;

/** Reads a header of a notification, or a block. Undefined when it is none. */
export function readHead(block: unknown): Head | undefined {
  if (typeof block !== "object" || block === null) return undefined;
  const { number, hash, parentHash, timestamp, logsBloom } = block as Readonly<Record<string, unknown>>;
  if (typeof hash !== "string" || typeof parentHash !== "string") return undefined;
  const hasLogs = typeof logsBloom === "string" && /[1-9a-f]/i.test(logsBloom.slice(2));
  return { height: Number(number), hash, parentHash, timestampMs: Number(timestamp) * 1000, hasLogs };
}

export class HeadFollower {
  readonly #hashes = new Map<number, string>();
  readonly #delivered = new Map<string, Head>();
  #last: number | undefined;

  /** Takes a head that the subscription delivered. */
  deliver(head: Head): Delivery {
    const { height, hash } = head;
    if (this.#delivered.has(hash)) return { kind: "duplicate", reorged: false, missing: [] };
    const before = this.#hashes.get(height);
    const last = this.#last ?? height - 1;
    const gap = Array.from({ length: Math.max(0, height - last - 1) }, (_, passed) => last + 1 + passed);
    const missing = gap.length > 0 ? gap : this.#replacedParent(head);
    this.#delivered.set(hash, head);
    this.#last = height;
    this.#keep(head);
    return { kind: "new", reorged: before !== undefined && before !== hash, missing: missing.slice(-heightsKept) };
  }

  /** Takes a block that was asked for because it was missing. */
  fill(block: Head): Filling {
    const before = this.#hashes.get(block.height);
    const missing = this.#replacedParent(block);
    this.#keep(block);
    if (this.#delivered.has(block.hash)) return { kind: "delivered", missing };
    return { kind: before === undefined || before === block.hash ? "missed" : "replaced", missing };
  }

  /** A block that was delivered, not long ago. */
  find(hash: string): Head | undefined {
    return this.#delivered.get(hash);
  }

  /** Undefined before the first head. */
  get lastHeight(): number | undefined {
    return this.#last;
  }

  /** A parent other than the block that is known at its height: it took that one's place without being delivered. */
  #replacedParent({ height, parentHash }: Head): number[] {
    const known = this.#hashes.get(height - 1);
    return known === undefined || known === parentHash ? [] : [height - 1];
  }

  #keep({ height, hash }: Head): void {
    this.#hashes.set(height, hash);
    for (const old of this.#hashes.keys()) {
      if (old > height - heightsKept) break;
      this.#hashes.delete(old);
    }
    for (const [old, head] of this.#delivered) {
      if (head.height > height - heightsKept) break;
      this.#delivered.delete(old);
    }
  }
}
