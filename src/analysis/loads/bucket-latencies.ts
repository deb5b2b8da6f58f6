// Latencies by bucket of the timeline, for a picture: an HDR histogram for each of 1200 buckets would be tens of
// megabytes. Here seven bits of a latency count, so a quantile is at most 1/128 (0.8 %) too high, in some 8 KiB a bucket.

import { roundMs } from "../round.ts";

const halfBucketBits = 7;
const halfBucket = 2 ** halfBucketBits;
/** 71 minutes in microseconds; what took longer counts as that. */
const longestUs = 2 ** 32 - 1;

export class BucketLatencies {
  readonly #rows: (Uint32Array | undefined)[];
  readonly #counts: Float64Array;
  readonly #shortestUs: Float64Array;
  readonly #longestUs: Float64Array;

  constructor(buckets: number) {
    this.#rows = new Array<Uint32Array | undefined>(buckets).fill(undefined);
    this.#counts = new Float64Array(buckets);
    this.#shortestUs = new Float64Array(buckets).fill(Number.POSITIVE_INFINITY);
    this.#longestUs = new Float64Array(buckets);
  }

  record(bucket: number, latencyMs: number): void {
    const us = Math.min(longestUs, Math.max(0, Math.round(latencyMs * 1000)));
    const slot = slotOf(us);
    let row = this.#rows[bucket];
    if (row === undefined || slot >= row.length) row = this.#grow(bucket, slot);
    row[slot] = (row[slot] ?? 0) + 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    if (us < (this.#shortestUs[bucket] ?? 0)) this.#shortestUs[bucket] = us;
    if (us > (this.#longestUs[bucket] ?? 0)) this.#longestUs[bucket] = us;
  }

  /** Nearest rank, with the upper edge of what it counted as; null where nothing was recorded. */
  quantileMs(bucket: number, share: number): number | null {
    const row = this.#rows[bucket];
    if (row === undefined) return null;
    const rank = Math.max(1, Math.ceil(share * (this.#counts[bucket] ?? 0)));
    let slot = -1;
    for (let seen = 0; seen < rank && slot < row.length; seen += row[slot] ?? 0) slot += 1;
    const us = Math.max(this.#shortestUs[bucket] ?? 0, Math.min(this.#longestUs[bucket] ?? 0, highestUs(slot)));
    return roundMs(us / 1000);
  }

  #grow(bucket: number, slot: number): Uint32Array {
    const row = new Uint32Array((Math.floor(slot / halfBucket) + 1) * halfBucket);
    row.set(this.#rows[bucket] ?? []);
    this.#rows[bucket] = row;
    return row;
  }
}

function slotOf(us: number): number {
  if (us < 2 * halfBucket) return us;
  const doublings = 31 - Math.clz32(us) - halfBucketBits;
  return (doublings << halfBucketBits) + (us >>> doublings);
}

function highestUs(slot: number): number {
  const doublings = Math.max(0, (slot >>> halfBucketBits) - 1);
  return (slot - (doublings << halfBucketBits) + 1) * 2 ** doublings - 1;
}
