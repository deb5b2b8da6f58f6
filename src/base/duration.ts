// Go durations, as Chaos Mesh and Kubernetes read them: https://pkg.go.dev/time#ParseDuration

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Parses a Go duration ("1m30s", "-10m", "0.5s") to milliseconds; undefined when it is none. */
export function parseDurationMs(text: string): number | undefined {
  const sign = text.startsWith("-") ? -1 : 1;
  const body = /^[+-]/.test(text) ? text.slice(1) : text;
  if (body === "0") return 0;
  const parts = [...body.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== body) return undefined;
  const totalMs = parts.reduce((sum, part) => sum + Number(part[1]) * (unitMs[part[2] ?? ""] ?? Number.NaN), 0);
  return sign * totalMs;
}

/** A duration for people: "850 ms", "12.3 s", "4 m 05 s". */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return "∞";
  const magnitude = Math.abs(ms);
  if (magnitude < 1000) return `${Math.round(ms)} ms`;
  if (magnitude < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(magnitude / 1000);
  const sign = ms < 0 ? "-" : "";
  if (seconds < 3600) return `${sign}${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, "0")} s`;
  return `${sign}${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")} m`;
}
