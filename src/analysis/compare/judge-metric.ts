// The verdict on one metric: regression and improvement need to be both beyond chance and beyond the floor; "no regression"
// needs to be shown, by an interval that lies below the floor (non-inferiority). What is neither is inconclusive.

import type { ComparedMetric, ComparisonStatus } from "../../model/comparison.ts";
import type { Metric } from "../../model/result.ts";
import { describeChange, describeEffect, describeFloor, describeP } from "./describe-change.ts";
import type { Measured } from "./measure-effect.ts";

export interface Tested {
  readonly metric: Pick<Metric, "title" | "unit" | "better">;
  readonly measured: Measured;
  readonly pWorseAdjusted: number;
  readonly pBetterAdjusted: number;
  /** What the adjusted p values are held against. */
  readonly level: number;
  /** How many runs of each side never got there within the time observed; undefined when all did. */
  readonly censoring: string | undefined;
}

export type MetricVerdict = Pick<ComparedMetric, "status" | "severe" | "summary">;

/** Status and sentence of one metric. */
export function judgeMetric(tested: Tested): MetricVerdict {
  const { effect } = tested.measured;
  const status = effect === null ? statusByShare(tested) : statusByEffect(tested);
  const { low } = orientedEffect(tested);
  return {
    status,
    severe: status === "regression" && low !== null && low > orientedFloor(tested.measured),
    summary: `${tested.metric.title}: ${found(tested)}; ${conclusion(status, tested)}`,
  };
}

const isBeyondChance = ({ pWorseAdjusted, pBetterAdjusted, level }: Tested, direction: "worse" | "better"): boolean =>
  (direction === "worse" ? pWorseAdjusted : pBetterAdjusted) <= level;

function statusByShare(tested: Tested): ComparisonStatus {
  if (isBeyondChance(tested, "worse")) return "regression";
  return isBeyondChance(tested, "better") ? "improvement" : "inconclusive";
}

function statusByEffect(tested: Tested): ComparisonStatus {
  const { measured } = tested;
  const { estimate, high } = orientedEffect(tested);
  const floor = orientedFloor(measured);
  if (isBeyondChance(tested, "worse") && estimate !== null && estimate >= floor) return "regression";
  if (isBeyondChance(tested, "better") && estimate !== null && estimate <= -floor) return "improvement";
  if (!measured.reachesLevel) return "inconclusive";
  return measured.isAllEqual || (high !== null && high < floor) ? "no_regression" : "inconclusive";
}

interface Oriented {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The effect with up for worse: the logarithm of the ratio, or the difference. */
export function orientedEffect({ metric, measured }: Pick<Tested, "metric" | "measured">): Oriented {
  const { effect, scale } = measured;
  if (effect === null) return { estimate: null, low: null, high: null };
  const sign = metric.better === "lower" ? 1 : -1;
  const oriented = (value: number | null) =>
    value === null ? null : sign * (scale === "ratio" ? Math.log(value) : value);
  const [low, high] = sign === 1 ? [effect.low, effect.high] : [effect.high, effect.low];
  return { estimate: oriented(effect.estimate), low: oriented(low), high: oriented(high) };
}

/** Worse by a floor of 5 % is a factor of 1.05, in either direction. */
export const orientedFloor = ({ scale, floor }: Pick<Measured, "scale" | "floor">): number =>
  scale === "ratio" ? Math.log1p(floor) : floor;

function found({ measured, metric, censoring }: Tested): string {
  if (measured.isAllEqual) return censoring ?? "no difference at all";
  if (measured.effect === null) return censoring ?? "no size can be told";
  const size = describeEffect(measured.effect, { scale: measured.scale, unit: metric.unit });
  return censoring === undefined ? size : `${size}, and ${censoring}`;
}

function conclusion(status: ComparisonStatus, tested: Tested): string {
  const { measured, metric, pWorseAdjusted, pBetterAdjusted } = tested;
  const floor = describeFloor(measured.floor, { scale: measured.scale, unit: metric.unit });
  const size = measured.effect === null ? "" : ` and beyond the floor of ${floor}`;
  switch (status) {
    case "regression":
      return `worse beyond chance (${describeP(pWorseAdjusted)})${size}`;
    case "improvement":
      return `better beyond chance (${describeP(pBetterAdjusted)})${size}`;
    case "no_regression":
      return measured.isAllEqual ? "every run gave the same" : `shown not to be worse by the floor of ${floor}`;
    case "inconclusive":
      return doubt(tested, floor);
    case "invalid":
      return "the runs do not allow the comparison";
  }
}

function doubt(tested: Tested, floor: string): string {
  const { measured, metric } = tested;
  if (measured.effect === null) return `no difference beyond chance (${describeP(tested.pWorseAdjusted)})`;
  if (!measured.reachesLevel) return "too few runs for an interval of the confidence asked for";
  const { estimate } = orientedEffect(tested);
  if (isBeyondChance(tested, "worse") && estimate !== null) {
    return `worse beyond chance (${describeP(tested.pWorseAdjusted)}), but by less than the floor of ${floor}`;
  }
  const worst = metric.better === "lower" ? measured.effect.high : measured.effect.low;
  const asMuch = worst === null ? "any size" : describeChange(worst, { scale: measured.scale, unit: metric.unit });
  return `not worse beyond chance (${describeP(tested.pWorseAdjusted)}), but ${asMuch} is not ruled out and the floor is ${floor}`;
}
