// Latencies as counts per bucket: three significant digits, whole microseconds, the bucket layout of HdrHistogram
// (https://github.com/HdrHistogram/HdrHistogram). Merging is adding counts and loses nothing; percentiles of parts can
// never be averaged into one of the whole. Counting is done here because hdr-histogram-js takes three times as long for
// it and its 32-bit counts wrap around silently when merged; the text format is the library's.

import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, JsHistogram } from "hdr-histogram-js";
import { assert } from "../base/assert.ts";
import { ChaindrillError, exitCode, InvariantError } from "../base/errors.ts";

/** The first two half-buckets count single microseconds; each further one covers twice the span of the one before. */
const halfBucketBits = 10;
const halfBucket = 2 ** halfBucketBits;
/** Values below this can be placed with 32-bit arithmetic, which is most of the speed. */
const fastValuesEnd = 2 ** 31;
const significantDigits = 3;
const noCounts = new Float64Array(0);

export interface LatencyBucket {
  /** Largest latency that counts into this bucket. */
  readonly upToMs: number;
  readonly count: number;
}

/** A distribution of latencies that can be merged, stored and asked for quantiles. */
export class LatencyHistogram {
  // Doubles count exactly up to 2^53. The array grows with the largest latency: 8 KiB for each doubling above 2 ms.
  #counts: Float64Array = noCounts;
  #count = 0;
  #minUs = Number.POSITIVE_INFINITY;
  #maxUs = Number.NEGATIVE_INFINITY;

  static empty(): LatencyHistogram {
    return new LatencyHistogram();
  }

  /** Reads what `encode` or any other HdrHistogram wrote (V2, compressed, base64, values in microseconds). */
  static decode(text: string): LatencyHistogram {
    const stored = decodeStored(text);
    const histogram = new LatencyHistogram();
    for (let index = 0; index < stored.countsArrayLength; index++) {
      const count = stored.getCountAtIndex(index);
      if (count <= 0) continue;
      const lowestUs = stored.valueFromIndex(index);
      histogram.#add(lowestUs, count);
      // The exact maximum is not stored: like every HdrHistogram, the upper edge of the last bucket stands for it.
      histogram.#maxUs = stored.highestEquivalentValue(lowestUs);
    }
    return histogram;
  }

  get count(): number {
    return this.#count;
  }

  /** Exact for what was recorded here, the edge of a bucket for what was decoded; undefined when empty. */
  get minMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#minUs / 1000;
  }

  /** Exact for what was recorded here, the edge of a bucket for what was decoded; undefined when empty. */
  get maxMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#maxUs / 1000;
  }

  /** From the middles of the buckets, so that a stored histogram has the mean of the one it was made from. */
  get meanMs(): number | undefined {
    if (this.#count === 0) return undefined;
    let sumUs = 0;
    for (const { fromUs, widthUs, count } of this.#filled()) sumUs += (fromUs + Math.floor(widthUs / 2)) * count;
    return sumUs / this.#count / 1000;
  }

  /** Counts a latency; one below zero counts as zero, because clocks that are joined may disagree by a little. */
  record(latencyMs: number, count = 1): void {
    const us = Math.round(latencyMs * 1000);
    if (!(us <= Number.MAX_SAFE_INTEGER)) throw new InvariantError(`${latencyMs} ms is not a latency to record`);
    if (count !== 1) assert(Number.isSafeInteger(count) && count > 0, `cannot record a latency ${count} times`);
    this.#add(Math.max(0, us), count);
  }

  /**
   * Counts a latency and those that a closed-loop client would have seen, had it not waited: one for each expected
   * interval that the latency spans (G. Tene, "coordinated omission").
   */
  recordCorrected(latencyMs: number, expectedIntervalMs: number): void {
    const intervalUs = Math.round(expectedIntervalMs * 1000);
    assert(intervalUs > 0, `${expectedIntervalMs} ms is not an interval between samples`);
    this.record(latencyMs);
    for (let us = Math.round(latencyMs * 1000) - intervalUs; us >= intervalUs; us -= intervalUs) this.#add(us, 1);
  }

  /** Adds the counts of the other one; the other one stays as it is. */
  merge(other: LatencyHistogram): void {
    this.#growTo(other.#counts.length);
    for (let index = 0; index < other.#counts.length; index++) {
      this.#counts[index] = (this.#counts[index] ?? 0) + (other.#counts[index] ?? 0);
    }
    this.#count += other.#count;
    this.#minUs = Math.min(this.#minUs, other.#minUs);
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  /** Nearest rank, answered with the upper edge of its bucket but never more than the maximum; undefined when empty. */
  quantileMs(share: number): number | undefined {
    assert(share >= 0 && share <= 1, `${share} is not a share in [0, 1]`);
    if (this.#count === 0) return undefined;
    if (share === 0) return this.minMs;
    // A product such as .07 * 100 lands a hair above its integer; that must not cost a rank.
    const rank = Math.max(1, Math.ceil(share * this.#count * (1 - Number.EPSILON)));
    let index = -1;
    for (let seen = 0; seen < rank; seen += this.#counts[index] ?? 0) index += 1;
    const { fromUs, widthUs } = bucketAt(index);
    return Math.min(fromUs + widthUs - 1, this.#maxUs) / 1000;
  }

  /** Buckets that are not empty, in ascending order. */
  *buckets(): Iterable<LatencyBucket> {
    for (const { fromUs, widthUs, count } of this.#filled()) yield { upToMs: (fromUs + widthUs - 1) / 1000, count };
  }

  /** Forgets everything and keeps the memory, for the next window. */
  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#minUs = Number.POSITIVE_INFINITY;
    this.#maxUs = Number.NEGATIVE_INFINITY;
  }

  /** V2 compressed base64, which HdrHistogram in any language reads. */
  encode(): string {
    const top = bucketAt(indexOf(Math.max(0, this.#maxUs)));
    const stored = build({
      bitBucketSize: 64,
      lowestDiscernibleValue: 1,
      // The edge of the bucket and not the maximum itself: decoding and encoding again then gives the same text.
      highestTrackableValue: Math.max(2, top.fromUs + top.widthUs - 1),
      numberOfSignificantValueDigits: significantDigits,
    });
    for (const { fromUs, count } of this.#filled()) stored.recordValueWithCount(fromUs, count);
    return encodeIntoCompressedBase64(stored);
  }

  #add(us: number, count: number): void {
    const index = indexOf(us);
    if (index >= this.#counts.length) this.#growTo((Math.floor(index / halfBucket) + 1) * halfBucket);
    this.#counts[index] = (this.#counts[index] ?? 0) + count;
    this.#count += count;
    if (us < this.#minUs) this.#minUs = us;
    if (us > this.#maxUs) this.#maxUs = us;
  }

  #growTo(length: number): void {
    if (length <= this.#counts.length) return;
    const grown = new Float64Array(length);
    grown.set(this.#counts);
    this.#counts = grown;
  }

  *#filled(): Iterable<{ fromUs: number; widthUs: number; count: number }> {
    for (let index = 0; index < this.#counts.length; index++) {
      const count = this.#counts[index] ?? 0;
      if (count > 0) yield { ...bucketAt(index), count };
    }
  }
}

function bucketAt(index: number): { fromUs: number; widthUs: number } {
  const doublings = Math.max(0, Math.floor(index / halfBucket) - 1);
  const widthUs = 2 ** doublings;
  return { fromUs: (index - doublings * halfBucket) * widthUs, widthUs };
}

function indexOf(us: number): number {
  if (us < 2 * halfBucket) return us;
  if (us < fastValuesEnd) {
    const doublings = 31 - Math.clz32(us) - halfBucketBits;
    return (doublings << halfBucketBits) + (us >>> doublings);
  }
  const doublings = Math.floor(Math.log2(us)) - halfBucketBits;
  return doublings * halfBucket + Math.floor(us / 2 ** doublings);
}

function decodeStored(text: string): JsHistogram {
  try {
    const stored = decodeFromCompressedBase64(text, 64);
    assert(stored instanceof JsHistogram, "the decoder was not asked for WebAssembly");
    return stored;
  } catch (cause) {
    throw new ChaindrillError({
      message: `a stored latency histogram of ${text.length} characters cannot be read`,
      hint: "It must be an HdrHistogram, V2, compressed and in base64. Was the file cut off or edited?",
      exitCode: exitCode.invalidInput,
      cause,
    });
  }
}
