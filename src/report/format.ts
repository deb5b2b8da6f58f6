// Numbers for people. No Intl: the text must not depend on the machine that renders it.

import { formatDuration } from "../base/duration.ts";

/** Stands for a value that was not measured, or cannot be told from so few samples. */
export const notMeasured = "–";

/** A duration, or the mark for one that was not measured. */
export const formatMs = (ms: number | null): string => (ms === null ? notMeasured : formatDuration(ms));

/** 12345 as "12,345". */
export function formatCount(count: number | null): string {
  if (count === null) return notMeasured;
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Per second, with one decimal only where it says something: "40/s", "38.6/s". */
export function formatRate(perSecond: number): string {
  const rounded = Math.round(perSecond * 10) / 10;
  return `${Number.isInteger(rounded) || rounded >= 1000 ? formatCount(rounded) : rounded.toFixed(1)}/s`;
}

/** A share as a percentage, cut and not rounded at three decimals: 0.999996 must not read as all. */
export function formatShare(share: number | null): string {
  if (share === null) return notMeasured;
  return `${Math.floor(share * 100_000 + 1e-6) / 1000} %`;
}

/** An upper bound as a percentage, rounded up at three decimals: a bound must not be shown lower than it is. */
export function formatShareAtMost(share: number | null): string {
  if (share === null) return notMeasured;
  return `${Math.ceil(share * 100_000 - 1e-6) / 1000} %`;
}

/** A moment of the run as minutes and seconds since its start: "1:05". */
export function formatMoment(atMs: number): string {
  const seconds = Math.floor(Math.max(0, atMs) / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** "1 fault", "2 faults". */
export function formatNumberOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

const spanUnits = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** A chosen span in its largest whole unit: "3 d", "5 m", "90 s". */
export function formatSpan(ms: number): string {
  const [unit, unitMs] = spanUnits.find(([, size]) => ms >= size && ms % size === 0) ?? ["ms", 1];
  return `${formatCount(ms / unitMs)} ${unit}`;
}

/** Reasons as one sentence, whether each came as a sentence or not: "a; b; c." */
export const joinReasons = (reasons: readonly string[]): string =>
  `${reasons.map((reason) => reason.trim().replace(/\.$/, "")).join("; ")}.`;
