import type { Baseline, NightMetric } from "../../model/baseline.ts";
import { ascending, quantileOf } from "../quantile.ts";

/** Fewer nights say too little of the 95th percentile. */
export const noiseNightsMin = 20;
/** Noise of long ago may be that of another machine room. */
const noiseNightsMax = 60;
const noiseShare = 0.95;

/**
 * How large an effect noise alone has in 19 of 20 A/A nights: a share for ratios, in the metric's unit for differences.
 * Undefined below twenty such nights.
 */
export function noiseFloor(baseline: Baseline, metric: Pick<NightMetric, "name" | "scale">): number | undefined {
  const effects = baseline.nights
    .filter(({ isAa }) => isAa)
    .flatMap(({ metrics }) => metrics.filter(({ name, scale }) => name === metric.name && scale === metric.scale))
    .flatMap(magnitudeOf)
    .slice(-noiseNightsMax);
  if (effects.length < noiseNightsMin) return undefined;
  return quantileOf(ascending(effects), noiseShare);
}

/** The same for an effect and its reverse: a ratio of 1/1.1 is as large as one of 1.1. */
function magnitudeOf({ effect, scale }: NightMetric): number[] {
  if (effect === null || (scale === "ratio" && effect <= 0)) return [];
  return [scale === "ratio" ? Math.expm1(Math.abs(Math.log(effect))) : Math.abs(effect)];
}
