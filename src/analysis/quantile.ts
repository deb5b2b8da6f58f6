import { present } from "../base/assert.ts";

/** Nearest-rank quantile of numbers in ascending order; undefined when there are none. */
export function quantileOf(ascending: readonly number[], share: number): number | undefined {
  if (ascending.length === 0) return undefined;
  const rank = Math.max(1, Math.ceil(share * ascending.length));
  return present(ascending[Math.min(rank, ascending.length) - 1], "the value at a rank inside the list");
}

/** In ascending order, as quantiles want them. */
export const ascending = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

export const medianOf = (values: Iterable<number>): number | undefined => quantileOf(ascending(values), 0.5);
