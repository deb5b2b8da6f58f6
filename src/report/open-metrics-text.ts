// The text format of OpenMetrics 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/), as far as gauges need it.

import { cleanText } from "./clean-text.ts";

export type Labels = Readonly<Record<string, string>>;

export interface Gauge {
  readonly labels: Labels;
  /** Null is left out: a gauge that was not measured is not there. */
  readonly value: number | null;
}

export interface GaugeFamily {
  /** Without the prefix and without the unit, which is added: `recovery`. */
  readonly name: string;
  readonly unit?: "seconds" | "ratio" | "per_second" | "blocks" | "transactions" | "operations" | "samples";
  readonly help: string;
  readonly gauges: readonly Gauge[];
}

/** All families, each with its description, and the mark of the end. */
export function openMetricsText(families: readonly GaugeFamily[]): string {
  return `${families.flatMap(familyLines).join("\n")}\n# EOF\n`.replace(/^\n/, "");
}

function familyLines({ name, unit, help, gauges }: GaugeFamily): string[] {
  const fullName = `chaindrill_${name}${unit === undefined ? "" : `_${unit}`}`;
  // Two gauges of the same labels would make the whole text invalid; the first one counts.
  const lines = new Map<string, string>();
  for (const { labels, value } of gauges) {
    if (value === null) continue;
    const key = `${fullName}{${labelsText(labels)}}`;
    if (!lines.has(key)) lines.set(key, `${key} ${numberText(value)}`);
  }
  if (lines.size === 0) return [];
  return [
    `# TYPE ${fullName} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${fullName} ${unit}`]),
    `# HELP ${fullName} ${escaped(help)}`,
    ...lines.values(),
  ];
}

const labelsText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",");

const escaped = (text: string): string =>
  cleanText(text).replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? String(value) : value > 0 ? "+Inf" : "-Inf";
}

/** Milliseconds as OpenMetrics wants times: in seconds. */
export const toSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
