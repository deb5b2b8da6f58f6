/** The buckets of a timeline. */
export interface TimeGrid {
  readonly bucketMs: number;
  readonly buckets: number;
}

/** So that a report of a long run stays small. */
const bucketsMax = 1200;

/** One second, or as many whole seconds as keep a run of this length within the limit. */
export function chooseBuckets(durationMs: number): TimeGrid {
  const bucketMs = 1000 * Math.max(1, Math.ceil(durationMs / 1000 / bucketsMax));
  return { bucketMs, buckets: Math.max(1, Math.ceil(durationMs / bucketMs)) };
}

/** Index of the bucket; what lies outside the run (an answer that came after its end) falls into the outermost one. */
export const bucketOf = (grid: TimeGrid, atMs: number): number =>
  Math.min(grid.buckets - 1, Math.max(0, Math.floor(atMs / grid.bucketMs)));
