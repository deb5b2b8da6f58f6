// A plan of kind `ab`, resolved: two sides of one plan, run in turns in one job, and compared.

import type { Plan } from "./plan.ts";

/** Programs that a side may bring its own of. */
export const sideTools = ["k6", "geth", "anvil"] as const;
export type SideTool = (typeof sideTools)[number];

export interface AbSide {
  readonly label: string;
  /** What was set on this side only, in words: `spec.load.transfers.rate: 80/s`, `cluster: clique-5`. */
  readonly settings: readonly string[];
  /** What is run, with the settings in it; its seed is replaced for each run. */
  readonly plan: Plan;
  /** Absolute paths; tools that are not named are found as for any run. */
  readonly tools: Readonly<Partial<Record<SideTool, string>>>;
}

export interface AbPlan {
  readonly name: string;
  readonly description: string;
  readonly reference: AbSide;
  readonly candidate: AbSide;
  /** Nothing was set that differs: whatever is found is noise. */
  readonly isAa: boolean;
  readonly pairs: number;
  /** Of the order within the pairs, and of the runs' own seeds. */
  readonly seed: number;
  /** One-sided, for all primary metrics together. */
  readonly alpha: number;
  /** Names or globs of metrics that decide; empty: the usual ones. */
  readonly primary: readonly string[];
  /** Change for the worse that counts, by a metric's name or glob: a share for ratios, in the metric's unit otherwise. */
  readonly floors: Readonly<Record<string, number>>;
  /** A first regression is tried again with as many fresh runs, and fails only when they show it too. */
  readonly confirm: boolean;
  /** Invalid runs that are run again, per side. */
  readonly maxReplacements: number;
  /** Name of the baseline whose noise raises the floors. */
  readonly baseline: string | undefined;
  readonly file: string;
}
