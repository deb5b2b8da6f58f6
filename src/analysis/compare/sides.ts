import type { ComparedSide } from "../../model/comparison.ts";
import type { Metric, Result } from "../../model/result.ts";

export interface SideRun {
  readonly result: Result;
  /** Directory, relative to that of the comparison where it lies inside. */
  readonly dir: string;
  /** Position in the order of a job that ran both sides; null when the runs were only found. */
  readonly order: number | null;
  /** The pair it was run in, the same number on both sides; null without pairs. A replacement keeps its pair. */
  readonly pair: number | null;
}

export interface Side {
  readonly label: string;
  /** What was set on this side only, in words. */
  readonly settings: readonly string[];
  readonly runs: readonly SideRun[];
}

export interface BothSides {
  readonly reference: Side;
  readonly candidate: Side;
}

/** Runs whose numbers count. */
export const validRuns = (side: Side): SideRun[] => side.runs.filter(({ result }) => result.invalid.length === 0);

export const metricOf = (run: SideRun, name: string): Metric | undefined =>
  run.result.metrics.find((metric) => metric.name === name);

/** Whether the run says the metric, if only as "more than was observed". */
export const isSaid = (metric: Metric | undefined): metric is Metric =>
  metric !== undefined && (metric.censored || metric.value !== null);

/** Of a metric that a run says: infinite where it is beyond what was observed. */
export const rankedValue = (metric: Metric): number =>
  metric.censored ? Number.POSITIVE_INFINITY : (metric.value ?? Number.NaN);

/** A side as the comparison stores it. */
export function describeSide(side: Side): ComparedSide {
  const { label, settings, runs } = side;
  return {
    label,
    settings: [...settings],
    environment: validRuns(side)[0]?.result.environment ?? null,
    runs: runs.map(({ result, dir, order }) => ({
      id: result.run.id,
      startedAt: result.run.startedAt,
      dir,
      order,
      invalid: result.invalid,
    })),
  };
}
