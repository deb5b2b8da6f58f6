// One node's canonical chain as it is told head by head. The journal holds every block body once, so a head's
// ancestors are found by walking parent links back to where the new chain leaves the old one.

/** A hash, or whatever stands for one: equal where it is the same block, and nowhere else. */
type Name = string | number;

export interface ChainStep<Hash extends Name = string> {
  readonly added: readonly { readonly height: number; readonly hash: Hash }[];
  /** Blocks that were canonical on this node and no longer are, lowest first. */
  readonly dropped: readonly Hash[];
  /** The new head is an ancestor of the old one: nothing replaced what is gone. */
  readonly rewound: boolean;
  readonly fromHeight: number;
}

const nothing = { added: [], dropped: [], rewound: false };

export class ChainTracker<Hash extends Name = string> {
  /** By height; a hole where a body was never seen. */
  readonly #hashes: (Hash | undefined)[] = [];
  readonly #parentOf: (hash: Hash) => Hash | undefined;
  /** Heights whose block is not known to stand on the one below, lowest first: its own body was never seen. */
  #breaks: number[] = [];

  constructor(parentOf: (hash: Hash) => Hash | undefined) {
    this.#parentOf = parentOf;
  }

  get height(): number {
    return this.#hashes.length - 1;
  }

  hashAt(height: number): Hash | undefined {
    return this.#hashes[height];
  }

  /** The lowest height from which every block is known to be an ancestor of the head. */
  get linkedFrom(): number {
    return this.#breaks.at(-1) ?? 0;
  }

  /** Whether this head lies on the known chain, below its head. */
  isAncestor(head: { height: number; hash: Hash }): boolean {
    return head.height < this.height && this.#hashes[head.height] === head.hash;
  }

  /** Hashes above a height, up to the head or the first hole. */
  above(height: number): Hash[] {
    const hashes: Hash[] = [];
    for (const hash of this.#hashes.slice(height + 1)) {
      if (hash === undefined) break;
      hashes.push(hash);
    }
    return hashes;
  }

  advance(head: { height: number; hash: Hash }): ChainStep<Hash> {
    const fromHeight = this.height;
    if (this.#hashes[head.height] === head.hash && head.height === fromHeight) return { ...nothing, fromHeight };
    const rewound = this.isAncestor(head);
    const replacing: { height: number; hash: Hash }[] = [];
    let { height, hash }: { height: number; hash: Hash | undefined } = head;
    while (height >= 0 && hash !== undefined && this.#hashes[height] !== hash) {
      replacing.push({ height, hash });
      hash = this.#parentOf(hash);
      height -= 1;
    }
    this.#breaks = this.#breaks.filter((broken) => broken <= Math.min(height, head.height));
    if (hash === undefined && height >= 0) this.#breaks.push(height + 1);
    return this.#replace({ head, replacing, rewound, fromHeight });
  }

  /**
   * Takes a whole chain as the node gave it, without asking how its blocks hang together. Above `toldTo` it is what
   * was known before, with the gaps it had.
   */
  adopt(hashes: readonly Hash[], toldTo = hashes.length - 1): ChainStep<Hash> {
    this.#breaks = this.#breaks.filter((height) => height > toldTo && height < hashes.length);
    const fromHeight = this.height;
    const replacing: { height: number; hash: Hash }[] = [];
    for (const [height, hash] of hashes.entries()) if (this.#hashes[height] !== hash) replacing.push({ height, hash });
    replacing.reverse();
    const rewound = replacing.length === 0 && hashes.length - 1 < fromHeight;
    const head = { height: hashes.length - 1 };
    return this.#replace({ head, replacing, rewound, fromHeight });
  }

  #replace(options: {
    head: { height: number };
    /** Highest first. */
    replacing: readonly { height: number; hash: Hash }[];
    rewound: boolean;
    fromHeight: number;
  }): ChainStep<Hash> {
    const { head, replacing, rewound, fromHeight } = options;
    const dropped: Hash[] = [];
    const lost = (hash: Hash | undefined) => {
      if (hash !== undefined) dropped.push(hash);
    };
    for (const { height, hash } of replacing.toReversed()) {
      lost(this.#hashes[height]);
      // Assigning beyond the end would make a sparse array, whose holes some methods skip.
      while (this.#hashes.length < height) this.#hashes.push(undefined);
      this.#hashes[height] = hash;
    }
    for (const hash of this.#hashes.splice(head.height + 1)) lost(hash);
    return { added: replacing.toReversed(), dropped, rewound, fromHeight };
  }
}
