// What counts as a finding. Significance alone flags differences that do not matter, size alone flags noise, so a
// regression needs both; the sizes below are a proposal until twenty A/A nights have shown the noise.

import type { Metric } from "../../model/result.ts";
import { matchesGlob } from "./matches-glob.ts";

export type EnvironmentPart = "machine" | "backend" | "scenario";

export interface ComparisonPolicy {
  /** Chance of a false alarm in the whole family of primary metrics, one-sided. */
  readonly alpha: number;
  /** Globs of metric names that decide; empty: chosen by `choosePrimary`. */
  readonly primary: readonly string[];
  /** By glob, the first that matches: a share (0.05 = 5 %) for ratios, in the metric's unit for differences. */
  readonly floors: Readonly<Record<string, number>>;
  /** A regression fails only when a second batch of fresh runs shows it too. */
  readonly confirms: boolean;
  /** What may differ between the sides although numbers then say little about the build. */
  readonly allowDifferent: readonly EnvironmentPart[];
}

export const defaultPolicy: ComparisonPolicy = {
  alpha: 0.01,
  primary: [],
  floors: {},
  confirms: true,
  allowDifferent: [],
};

/** Of secondary metrics, which only inform: the share of false alarms among their findings (Benjamini-Hochberg). */
export const secondaryLevel = 0.05;

const recoveryFloor = 0.2;
const tailFloor = 0.1;
const ratioFloor = 0.05;
const shareFloor = 0.01;

/** The change for the worse that matters, before noise is considered. */
export function policyFloor(metric: Pick<Metric, "name" | "scale">, floors: ComparisonPolicy["floors"]): number {
  const given = Object.entries(floors).find(([glob]) => matchesGlob(metric.name, glob));
  if (given !== undefined) return given[1];
  if (metric.scale === "difference") return shareFloor;
  if (/^(?:rta|unavailable)\./.test(metric.name)) return recoveryFloor;
  return metric.name.endsWith(".p99") ? tailFloor : ratioFloor;
}
