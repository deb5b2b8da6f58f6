// Seeded randomness: the same seed gives the same keys, targets and corpus. Streams are named, so that a new consumer
// of randomness does not shift the numbers another one gets.

import { createHash, randomBytes } from "node:crypto";

export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** `count` members of `items`, uniformly without replacement, in draw order. */
  sample<T>(items: readonly T[], count: number): T[];
  /** An independent stream derived from the same seed. */
  stream(name: string): Random;
  /** 32 bytes for a key; the same (seed, stream, name) gives the same bytes. */
  bytes32(name: string): Buffer;
}

/** A stream of SHA-256 in counter mode over (seed, name): slow enough to be simple, fast enough for choosing targets. */
export function seededRandom(seed: number, name = "root"): Random {
  const key = `chaindrill/${seed}/${name}`;
  let counter = 0;
  const next = () => {
    const digest = createHash("sha256").update(`${key}#${counter++}`).digest();
    return (digest.readUInt32BE(0) * 2 ** 21 + (digest.readUInt32BE(4) >>> 11)) / 2 ** 53;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    below,
    sample(items, count) {
      const pool = [...items];
      const chosen = [];
      while (chosen.length < count && pool.length > 0) chosen.push(...pool.splice(below(pool.length), 1));
      return chosen;
    },
    stream: (child) => seededRandom(seed, `${name}/${child}`),
    bytes32: (what) => createHash("sha256").update(`${key}!${what}`).digest(),
  };
}

/** Unpredictable lower-case hexadecimal, for run ids only: nothing that a seed should reproduce. */
export function uniqueToken(bytes = 4): string {
  return randomBytes(bytes).toString("hex");
}
