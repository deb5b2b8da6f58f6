// A developer's benchmark: some short runs one after the other, beside what they were before on this machine.

import { benchEntryOf } from "../../analysis/bench/bench-figures.ts";
import { compareBench } from "../../analysis/bench/compare-bench.ts";
import { keepBench, readBenchHistory } from "../../journal/bench-history.ts";
import type { BenchEntry, ComparedBench } from "../../model/bench.ts";
import type { Plan } from "../../model/plan.ts";
import type { Result } from "../../model/result.ts";
import { runInJob } from "../run-in-job.ts";
import type { RunRequest } from "../run-request.ts";

export interface BenchRequest extends Omit<RunRequest, "plan" | "tools" | "parts" | "facts" | "onEvent"> {
  readonly plans: readonly Plan[];
  readonly admit: (plan: Plan) => Promise<Pick<RunRequest, "tools" | "parts" | "facts">>;
}

export interface BenchOutcome {
  readonly entry: BenchEntry;
  readonly compared: ComparedBench;
}

/** Rejects when a run ends early; then nothing is kept. */
export async function executeBench(request: BenchRequest): Promise<BenchOutcome> {
  const { clock, stateDir, progress } = request;
  const results: Result[] = [];
  for (const plan of request.plans) {
    progress(`${plan.name} on ${plan.cluster.name}: ${plan.description}`);
    const admitted = await request.admit(plan);
    const outcome = await runInJob({ ...request, plan, ...admitted, onEvent: () => undefined });
    if (outcome.error !== undefined) throw outcome.error;
    results.push(outcome.result);
  }
  const entry = benchEntryOf(results, new Date(clock.wallMs()).toISOString());
  const compared = compareBench(entry, readBenchHistory(stateDir));
  keepBench(stateDir, entry);
  return { entry, compared };
}
