// Measured numbers in the unit of their metric, with as many digits as a reader can use.

import { assertNever } from "../base/assert.ts";
import { formatDuration } from "../base/duration.ts";
import type { Metric } from "../model/result.ts";
import { notMeasured } from "./format.ts";

export type MetricUnit = Metric["unit"];

const usualDigits = 3;

/** "620 ms", "1.48 s", "39.8/s", "1.2 %", "12"; a dash for null. */
export function formatMeasured(value: number | null, unit: MetricUnit, digits = usualDigits): string {
  if (value === null || Number.isNaN(value)) return notMeasured;
  switch (unit) {
    case "ms":
      return formatTime(value, digits);
    case "perSecond":
      return `${significant(value, digits)}/s`;
    case "share":
      return `${significant(value * 100, digits)} %`;
    case "count":
      return significant(value, digits);
    default:
      return assertNever(unit);
  }
}

/** The same with its sign, for differences; shares differ by percentage points. */
export function formatDifference(value: number | null, unit: MetricUnit): string {
  if (value === null || Number.isNaN(value)) return notMeasured;
  const sign = value > 0 ? "+" : value < 0 ? "−" : "±";
  const size = Math.abs(value);
  return unit === "share" ? `${sign}${significant(size * 100)} pp` : `${sign}${formatMeasured(size, unit)}`;
}

/** A value, or the word for why there is none: beyond what was observed, or not told. */
export const describeMetric = ({ value, unit, censored }: Pick<Metric, "value" | "unit" | "censored">): string =>
  censored ? (value === null ? "not seen to end" : `> ${formatMeasured(value, unit)}`) : formatMeasured(value, unit);

function formatTime(ms: number, digits: number): string {
  const size = Math.abs(ms);
  if (!Number.isFinite(ms)) return ms > 0 ? "∞" : "−∞";
  if (size < 999.5) return `${significant(ms, digits)} ms`;
  if (size < 59_950) return `${significant(ms / 1000, digits)} s`;
  return size < 1e10 ? formatDuration(ms) : `${significant(ms / 1000, digits)} s`;
}

/** So many significant digits, without an exponent as long as that is readable; groups of three beyond 1,000. */
export function significant(value: number, digits = usualDigits): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : notMeasured;
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-4)) return value.toExponential(digits - 1);
  if (size >= 10 ** Math.max(3, digits - 1)) return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
  return String(Number(value.toPrecision(digits)));
}
