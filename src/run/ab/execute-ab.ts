// A plan of kind `ab`: both sides run in turns, compared, and a regression tried again with fresh runs before it counts.
//
//   <runs>/<utc>-<plan>-<id>/   ab.json             both sides as resolved, and the order of the runs
//                               runs/<run>/         a run directory each, as `chaindrill run` makes them
//                               comparison.json     and the reports of it

import path from "node:path";
import { compareRuns, confirmWith } from "../../analysis/compare/compare-runs.ts";
import { type ComparisonPolicy, defaultPolicy } from "../../analysis/compare/policy.ts";
import { refuseDesign, refusePlan } from "../../analysis/compare/refuse-design.ts";
import type { BothSides } from "../../analysis/compare/sides.ts";
import { metricNamesOf } from "../../analysis/metrics/metric-names.ts";
import { ChaindrillError, exitCode } from "../../base/errors.ts";
import { uniqueToken } from "../../base/random.ts";
import { runDirectoryAt, runDirectoryName } from "../../journal/run-directory.ts";
import type { AbPlan } from "../../model/ab-plan.ts";
import type { Baseline } from "../../model/baseline.ts";
import type { Comparison } from "../../model/comparison.ts";
import type { RunEvent } from "../../model/event.ts";
import type { Plan } from "../../model/plan.ts";
import { runInJob } from "../run-in-job.ts";
import type { RunOutcome, RunRequest } from "../run-request.ts";
import { type AbSide, type AbTurn, abSides } from "./order-runs.ts";
import { type AbRun, runBatch } from "./run-batch.ts";

export interface AbRequest extends Omit<RunRequest, "plan" | "tools" | "parts" | "facts" | "onEvent"> {
  readonly plan: AbPlan;
  readonly sides: Readonly<Record<AbSide, Pick<RunRequest, "tools" | "parts" | "facts">>>;
  readonly baseline: Baseline | undefined;
  /** Each run has a clock of its own: told before its first event. */
  readonly onRun: (plan: Plan) => (event: RunEvent) => void;
}

export interface AbOutcome {
  readonly dir: string;
  readonly comparison: Comparison;
}

/** Throws ChaindrillError (exit 3) when the plan could not fail however bad the candidate were. */
export function refuseAbPlan(plan: AbPlan): void {
  const metricNames = metricNamesOf(plan.reference.plan);
  const problems = refusePlan({ pairs: plan.pairs, metricNames, policy: policyOf(plan) });
  if (problems.length === 0) return;
  throw new ChaindrillError({
    message: `${plan.name} could not fail, so it is not run:\n${problems.map((one) => `  - ${one}`).join("\n")}`,
    hint: "Raise spec.pairs, or name fewer metrics in spec.primary.",
    exitCode: exitCode.invalidInput,
  });
}

const policyOf = ({ alpha, primary, floors, confirm }: AbPlan): ComparisonPolicy => ({
  ...defaultPolicy,
  alpha,
  primary,
  floors,
  confirms: confirm,
});

/** Runs the whole job. Rejects when it is interrupted or cannot go on; what was run until then stays. */
export async function executeAb(request: AbRequest): Promise<AbOutcome> {
  const { plan, clock, version } = request;
  const startedAtWallMs = clock.wallMs();
  const name = runDirectoryName({ startedAtWallMs, plan: plan.name, runId: uniqueToken() });
  const directory = runDirectoryAt(path.join(request.runsDir, name));
  directory.write("ab.json", `${JSON.stringify({ version: 1, plan }, null, 2)}\n`);
  const policy = policyOf(plan);
  const first = await makeBatch(request, { dir: directory.dir, batch: 0, firstOrder: 0 });
  const comparing = { policy, baseline: request.baseline };
  const problems = refuseDesign({ kind: "interleaved", sides: first.sides, policy });
  let comparison = compareRuns({
    ...first.sides,
    ...comparing,
    name: plan.name,
    description: plan.description,
    design: { kind: "interleaved", pairs: plan.pairs, seed: plan.seed },
    comparedAt: new Date(startedAtWallMs).toISOString(),
    chaindrillVersion: version,
  });
  if (problems.length > 0) comparison = { ...comparison, notes: [...problems, ...comparison.notes] };
  if (plan.confirm && comparison.verdict.status === "regression") {
    request.progress(`${comparison.verdict.summary}; a second batch has to show it too`);
    const second = await makeBatch(request, { dir: directory.dir, batch: 1, firstOrder: first.count });
    comparison = confirmWith(comparison, { ...second.sides, ...comparing });
  }
  return { dir: directory.dir, comparison };
}

async function makeBatch(
  request: AbRequest,
  options: { dir: string; batch: number; firstOrder: number },
): Promise<{ sides: BothSides; count: number }> {
  const { plan, clock, progress } = request;
  const { dir, batch, firstOrder } = options;
  const { pairs, seed, maxReplacements } = plan;
  const runsDir = path.join(dir, "runs");
  const runOne = (turn: AbTurn) => makeRun({ ...request, runsDir }, { turn, seed: seed + batch * pairs + turn.pair });
  const runs = await runBatch({ pairs, seed, batch, maxReplacements, firstOrder, clock, say: progress, runOne });
  const [reference, candidate] = abSides.map((side) => sideOf(plan, { side, runs, dir }));
  if (reference === undefined || candidate === undefined) throw new Error("there are two sides");
  return { sides: { reference, candidate }, count: runs.length };
}

function sideOf(plan: AbPlan, { side, runs, dir }: { side: AbSide; runs: readonly AbRun[]; dir: string }) {
  const { label, settings } = plan[side];
  const own = runs.filter((run) => run.side === side);
  return {
    label,
    settings,
    runs: own.map((run) => ({ ...run, dir: path.relative(dir, run.dir) })),
  };
}

/** What a run says of itself, good or bad, is for the comparison to judge. */
function makeRun(
  request: AbRequest,
  { turn, seed }: { turn: AbTurn; seed: number },
): Promise<Pick<RunOutcome, "dir" | "result">> {
  const plan = { ...request.plan[turn.side].plan, seed };
  return runInJob({ ...request, plan, ...request.sides[turn.side], onEvent: request.onRun(plan) });
}
