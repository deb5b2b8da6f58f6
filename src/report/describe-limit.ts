import type { LoadResult } from "../model/result.ts";

/** What limited a load, in one sentence; undefined where nothing did. */
export function describeLimit({ bottleneck: { limit, sentence } }: LoadResult): string | undefined {
  if (limit === "none") return undefined;
  return limit === "unknown" ? `limit unknown: ${sentence}` : `limited by ${limit}: ${sentence}`;
}
