import { assert, present } from "../../base/assert.ts";
import { compareNumbers } from "./midranks.ts";

/** The median as statistics knows it: the mean of the two middle values where the count is even. */
export function midMedian(values: Iterable<number>): number {
  const sorted = [...values].sort(compareNumbers);
  assert(sorted.length > 0, "a median needs values");
  for (const value of sorted) assert(!Number.isNaN(value), "a median needs numbers, got NaN");
  const half = Math.floor(sorted.length / 2);
  const upper = present(sorted[half], "the middle of a list");
  return sorted.length % 2 === 1 ? upper : (present(sorted[half - 1], "the middle of a list") + upper) / 2;
}
