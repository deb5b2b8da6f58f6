const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** Values as bars between the least and the greatest of them; a dot for none, a stroke before one where it broke. */
export function levelSparkline(values: readonly (number | null)[], breaks: readonly boolean[] = []): string {
  const known = values.filter((value) => value !== null).filter(Number.isFinite);
  const low = known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return values
    .map((value, index) => `${breaks[index] === true ? "|" : ""}${value === null ? "·" : barOf(value, { low, high })}`)
    .join("");
}

function barOf(value: number, { low, high }: { low: number; high: number }): string {
  if (!Number.isFinite(value) || value > high) return "█";
  // All the same: a line in the middle, for it is neither low nor high.
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))] ?? "█";
}
