// Random numbers by the million, for resampling and simulation. `Random` hashes for each number, which is what makes
// its streams independent and what makes it a hundred times too slow for a bootstrap.

/** Uniform integer in [0, bound), for a bound below 2^32. */
export type DrawBelow = (bound: number) => number;

/**
 * Small fast counter, sfc32 of Chris Doty-Humphrey's PractRand (https://pracrand.sourceforge.net/RNG_engines.txt).
 * The same seed gives the same numbers.
 */
export function fastRandom(seed: number): DrawBelow {
  let a = seed | 0;
  let b = Math.floor(seed / 2 ** 32) | 0;
  let c = 0;
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // Seeds that differ in one bit begin alike; its author discards the first dozen.
  for (let discarded = 0; discarded < 16; discarded++) next();
  return (bound) => Math.floor((next() / 2 ** 32) * bound);
}

/** Puts the items into random order, in place: Fisher and Yates. */
export function shuffle(items: { readonly length: number; [index: number]: number }, draw: DrawBelow): void {
  for (let last = items.length - 1; last > 0; last--) {
    const chosen = draw(last + 1);
    const moved = items[last] ?? 0;
    items[last] = items[chosen] ?? 0;
    items[chosen] = moved;
  }
}
