// How often something that happens by chance may be counted before one has to doubt the chance: the counts between
// which 99.9 % of all measurements fall.
//
// Without correlation the count is binomial, and the range is the one whose inversion is the exact interval of Clopper
// and Pearson (Biometrika 26, 1934, doi:10.1093/biomet/26.4.404). netem's correlation mixes each random number with
// the one before, which narrows their distribution: at 30 % with 50 % correlation the kernel loses some 11 %. What it
// does is then simulated. https://github.com/torvalds/linux/blob/v6.12/net/sched/sch_netem.c (get_crandom)

import { type DrawBelow, fastRandom } from "../../base/fast-random.ts";
import type { Chance } from "../../model/traffic.ts";

/** Shares from 0 to 1. */
export interface ShareRange {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

const doubt = 0.001;
const simulations = 4000;
/** After so many numbers the first one is forgotten. */
const settled = 64;

export const never: ShareRange = { least: 0, mean: 0, most: 0 };

/** The share of `of` packets that meets its chance. */
export function shareRange(chance: Chance | undefined, of: number): ShareRange {
  if (chance === undefined || chance.percent === 0) return never;
  const share = chance.percent / 100;
  if (share >= 1) return { least: 1, mean: 1, most: 1 };
  return chance.correlation > 0 ? simulatedRange({ ...chance, of }) : { ...binomialRange(share, of), mean: share };
}

function binomialRange(share: number, of: number): { least: number; most: number } {
  const odds = Math.log(share) - Math.log1p(-share);
  let logProbability = of * Math.log1p(-share);
  let below = 0;
  let least = 0;
  let most = of;
  for (let count = 0; count <= of; count++) {
    if (below < doubt / 2) least = count;
    below += Math.exp(logProbability);
    if (below >= 1 - doubt / 2) {
      most = count;
      break;
    }
    logProbability += odds + Math.log((of - count) / (count + 1));
  }
  return { least: least / of, most: most / of };
}

function simulatedRange(options: { percent: number; correlation: number; of: number }): ShareRange {
  // A fixed seed: the same numbers have the same range, whatever the run.
  const draw = fastRandom(1);
  const counts = Array.from({ length: simulations }, () => simulate(options, draw)).sort((a, b) => a - b);
  const at = (index: number) => (counts[index] ?? 0) / options.of;
  const edge = Math.floor((simulations * doubt) / 2);
  const mean = counts.reduce((sum, count) => sum + count, 0) / simulations / options.of;
  return { least: at(edge), mean, most: at(simulations - 1 - edge) };
}

function simulate(options: { percent: number; correlation: number; of: number }, draw: DrawBelow): number {
  const memory = Math.min(1, options.correlation / 100);
  const resolution = 2 ** 31;
  let last = draw(resolution) / resolution;
  let count = 0;
  for (let index = -settled; index < options.of; index++) {
    last = memory * last + (1 - memory) * (draw(resolution) / resolution);
    if (index >= 0 && last <= options.percent / 100) count++;
  }
  return count;
}
