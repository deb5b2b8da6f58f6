const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/** One step of height is a factor of two: latencies differ by orders of magnitude. */
const lowestMs = 250;

/** The last `width` latencies as bars of logarithmic height; a cross is one that was given up. */
export function sparkline(latenciesMs: readonly (number | null)[], width: number): string {
  if (width < 1) return "";
  return latenciesMs
    .slice(-width)
    .map((latencyMs) => (latencyMs === null ? "✕" : barOf(latencyMs)))
    .join("");
}

function barOf(latencyMs: number): string {
  const step = Math.floor(Math.log2(Math.max(latencyMs, lowestMs) / lowestMs));
  return bars[Math.min(step, bars.length - 1)] ?? "█";
}
