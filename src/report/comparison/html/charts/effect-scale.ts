// Where effects lie on an axis: ratios on a logarithmic one, so that twice and half are as far from one; differences
// on a plain one.

import type { ComparedMetric } from "../../../../model/comparison.ts";
import { formatDifference, type MetricUnit, significant } from "../../../describe-metric.ts";

export interface EffectScale {
  /** Where the candidate is as the reference. */
  readonly neutral: number;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Position of an effect, not beyond the ends. */
  at(effect: number): number;
  isBeyond(effect: number): boolean;
  /** Where the worse begins, on its side. */
  floorAt(metric: Pick<ComparedMetric, "floor" | "better">): number;
}

const ratioTicks: readonly (readonly number[])[] = [
  [0.9, 0.95, 0.98, 1, 1.02, 1.05, 1.1],
  [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2],
  [0.25, 0.33, 0.5, 0.7, 1, 1.5, 2, 3, 4],
  [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100],
];
/** A ratio beyond this is off the drawing: an arrow says so, and its number stands beside it. */
const ratioMax = 100;
const leastSpan = Math.log(1.08);

/** A scale for the metrics that are compared by ratio. */
export function ratioScale(metrics: readonly ComparedMetric[]): EffectScale {
  const position = (ratio: number): number =>
    Math.log(Math.min(ratioMax, Math.max(1 / ratioMax, Number.isNaN(ratio) ? 1 : ratio)));
  const floorAt: EffectScale["floorAt"] = ({ floor, better }) =>
    (better === "lower" ? 1 : -1) * Math.log1p(Math.min(ratioMax - 1, Math.max(0, floor)));
  const wanted = metrics.flatMap((metric) => [...effectsOf(metric).map(position), floorAt(metric)]);
  const [from, to] = spanOf([...wanted, -leastSpan, leastSpan]);
  const inside = ratioTicks
    .map((set) => set.filter((ratio) => Math.log(ratio) >= from && Math.log(ratio) <= to))
    .find((set, index) => covers(set, { index, from, to }));
  const ticks = (inside ?? [1]).map((ratio) => ({ at: Math.log(ratio), label: String(ratio) }));
  return { ...scaleOf({ from, to, position }), neutral: 0, ticks, floorAt };
}

/** The finest set of ticks that is not much shorter than the span on either side, nor too dense; or the last one. */
function covers(set: readonly number[], { index, from, to }: { index: number; from: number; to: number }): boolean {
  const all = ratioTicks[index] ?? [];
  const room = (to - from) * 0.12;
  const reaches = Math.log(all[0] ?? 1) <= from + room && Math.log(all.at(-1) ?? 1) >= to - room;
  return index === ratioTicks.length - 1 || (reaches && set.length >= 3 && set.length <= 9);
}

/** A scale for metrics of one unit that are compared by difference. */
export function differenceScale(metrics: readonly ComparedMetric[], unit: MetricUnit): EffectScale {
  const finite = (value: number): number => Math.min(1e15, Math.max(-1e15, Number.isNaN(value) ? 0 : value));
  const floorAt: EffectScale["floorAt"] = ({ floor, better }) =>
    (better === "lower" ? 1 : -1) * finite(Math.abs(floor));
  const wanted = metrics.flatMap((metric) => [...effectsOf(metric).map(finite), floorAt(metric)]);
  const widest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const [from, to] = spanOf([...wanted, -widest / 4, widest / 4]);
  const step = roundStep((to - from) / 5);
  const ticks = [];
  for (let count = Math.ceil(from / step); count * step <= to; count++) {
    const at = count * step;
    ticks.push({ at, label: count === 0 ? "0" : formatDifference(Number(significantNumber(at)), unit) });
  }
  return { ...scaleOf({ from, to, position: finite }), neutral: 0, ticks, floorAt };
}

const significantNumber = (value: number): string =>
  significant(value).includes("e") ? String(value) : value.toPrecision(6);

const effectsOf = ({ effect }: ComparedMetric): number[] =>
  effect === null ? [] : [effect.estimate, effect.low, effect.high].filter((value) => value !== null);

function spanOf(positions: readonly number[]): readonly [number, number] {
  const low = positions.reduce((least, value) => Math.min(least, value));
  const high = positions.reduce((most, value) => Math.max(most, value));
  const room = (high - low) * 0.06;
  return [low - room, high + room];
}

function scaleOf(options: {
  from: number;
  to: number;
  position: (effect: number) => number;
}): Pick<EffectScale, "from" | "to" | "at" | "isBeyond"> {
  const { from, to, position } = options;
  return {
    from,
    to,
    at: (effect) => Math.min(to, Math.max(from, position(effect))),
    isBeyond: (effect) => position(effect) <= from || position(effect) >= to,
  };
}

/** One, two or five times a power of ten, not less than the given step. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5, 10].find((times) => times * power >= step) ?? 10) * power;
}
