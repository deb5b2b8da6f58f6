// Changes in words: signed as the metric itself moves, so that a reader need not know which way is worse.

import { formatDuration } from "../../base/duration.ts";
import type { ComparedEffect } from "../../model/comparison.ts";
import type { Metric } from "../../model/result.ts";

/** Which changes are quotients and which are differences, and of what. */
export type Scale = Pick<Metric, "scale" | "unit">;

/** "+12.3 %", "-1.2 s", "+0.4 points". */
export function describeChange(change: number, { scale, unit }: Scale): string {
  if (scale === "ratio") return signed(change - 1, percent);
  switch (unit) {
    case "ms":
      return signed(change, formatDuration);
    case "share":
      return signed(change, points);
    case "perSecond":
      return signed(change, (rate) => `${trimmed(rate)}/s`);
    case "count":
      return signed(change, trimmed);
  }
}

/** "612 ms", "40/s", "2 %". */
export const describeValue = (value: number, unit: Metric["unit"]): string =>
  unit === "share" ? percent(value) : describeChange(value, { scale: "difference", unit }).replace(/^[+±]/, "");

/** "+12.3 % (98 % interval +8.1 % to +16.0 %)". */
export function describeEffect({ estimate, low, high, confidence }: ComparedEffect, scale: Scale): string {
  const end = (bound: number | null) => (bound === null ? "unbounded" : describeChange(bound, scale));
  const level = trimmed(Math.floor(confidence * 1000) / 10);
  return `${describeChange(estimate, scale)} (${level} % interval ${end(low)} to ${end(high)})`;
}

/** "5 %", "1 point", "0.6 s". */
export const describeFloor = (floor: number, scale: Scale): string =>
  (scale.scale === "ratio" ? percent(floor) : describeChange(floor, scale)).replace(/^[+±]/, "");

/** A probability with the digits that matter. */
export const describeP = (p: number): string => (p < 0.0001 ? "p < 0.0001" : `p ${Number(p.toPrecision(2))}`);

const percent = (share: number): string => `${trimmed(share * 100)} %`;

const points = (share: number): string =>
  `${trimmed(share * 100)} ${trimmed(share * 100) === "1" ? "point" : "points"}`;

/** Three digits are more than any of this knows. */
const trimmed = (value: number): string => String(Number(value.toPrecision(3)));

function signed(value: number, write: (magnitude: number) => string): string {
  const text = write(Math.abs(value));
  if (value === 0) return `±${text}`;
  return `${value > 0 ? "+" : "-"}${text}`;
}
