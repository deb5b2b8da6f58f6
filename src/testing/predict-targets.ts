import { seededRandom } from "../base/random.ts";
import { predictSources } from "../chaos/predict-sources.ts";
import type { Plan } from "../model/plan.ts";

/** Whom each fault of a plan will hit with that seed, in the order of the faults. */
export const predictTargets = (plan: Plan, seed: number): string[][] =>
  plan.faults.map((planned) => predictSources({ planned, nodes: plan.cluster.nodes, random: seededRandom(seed) }));
