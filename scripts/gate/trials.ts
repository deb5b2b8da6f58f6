// How often the gate cries wolf, and how often it finds what was planted: comparisons of runs drawn again and again
// from those that were really made. Each is the comparison that `chaindrill compare` makes, with its defaults.

import { compareBatch } from "../../src/analysis/compare/compare-batch.ts";
import { defaultPolicy, policyFloor } from "../../src/analysis/compare/policy.ts";
import type { Side } from "../../src/analysis/compare/sides.ts";
import { seededRandom } from "../../src/base/random.ts";
import type { ComparisonStatus } from "../../src/model/comparison.ts";
import { type Metric, type Result, resultSchema } from "../../src/model/result.ts";
import { sampleResult } from "../../src/testing/sample-result.ts";

/** What is kept of a run: `reports/gate` holds these, so that the table can be drawn again without a network. */
export interface MeasuredRun {
  readonly kind: "as it is" | "planted";
  readonly id: string;
  readonly startedAt: string;
  readonly metrics: readonly Metric[];
  readonly environment: Result["environment"];
}

export interface TrialCounts {
  readonly trials: number;
  readonly byStatus: Readonly<Record<ComparisonStatus, number>>;
  /** Names of the metrics that decided. */
  readonly primary: ReadonlySet<string>;
  /** Trials in which that metric was a regression. */
  readonly regressionsOf: ReadonlyMap<string, number>;
}

export interface TrialOptions {
  readonly runs: readonly MeasuredRun[];
  readonly candidate: MeasuredRun["kind"];
  /** Runs a side. */
  readonly size: number;
  readonly trials: number;
  readonly seed: number;
}

/** Compares `size` runs as they are with as many others of the given kind, drawn without replacement, `trials` times. */
export function runTrials({ runs, candidate, size, trials, seed }: TrialOptions): TrialCounts {
  const asItIs = runs.filter((run) => run.kind === "as it is");
  const planted = runs.filter((run) => run.kind === "planted");
  const byStatus = { regression: 0, improvement: 0, no_regression: 0, inconclusive: 0, invalid: 0 };
  const primary = new Set<string>();
  const regressionsOf = new Map<string, number>();
  for (let trial = 0; trial < trials; trial++) {
    const random = seededRandom(seed, `gate/trial/${candidate}/${trial}`);
    const drawn = random.sample(asItIs, candidate === "planted" ? size : 2 * size);
    const other = candidate === "planted" ? random.sample(planted, size) : drawn.slice(size);
    const sides = { reference: sideOf("reference", drawn.slice(0, size)), candidate: sideOf("candidate", other) };
    const floorOf = (metric: Metric) => policyFloor(metric, defaultPolicy.floors);
    const { status, metrics } = compareBatch({ sides, policy: defaultPolicy, floorOf });
    byStatus[status] += 1;
    for (const metric of metrics.filter((one) => one.primary)) {
      primary.add(metric.name);
      if (metric.status !== "regression") continue;
      regressionsOf.set(metric.name, (regressionsOf.get(metric.name) ?? 0) + 1);
    }
  }
  return { trials, byStatus, primary, regressionsOf };
}

/** A comparison looks at the metrics of a result and nothing else, but for the drawing of its latencies. */
function sideOf(label: string, runs: readonly MeasuredRun[]): Side {
  const blank = resultSchema.parse(sampleResult({ loads: [], invalid: [] }));
  return {
    label,
    settings: [],
    runs: runs.map(({ id, startedAt, metrics, environment }) => ({
      result: { ...blank, run: { ...blank.run, id, startedAt }, metrics: [...metrics], environment },
      dir: id,
      order: null,
      pair: null,
    })),
  };
}
