// One of the runs of a job: a comparison, a capacity search, a benchmark.

import { abortReason } from "../base/clock.ts";
import { ChaindrillError, EnvironmentError, InterruptedError } from "../base/errors.ts";
import { executeRun } from "./execute-run.ts";
import type { RunOutcome, RunRequest } from "./run-request.ts";

/**
 * Makes a run that ends early when the job does; its own end is not the job's. A network that is slow or sick is an
 * outcome, and so is a node that crashes; what would end every other run too is thrown.
 */
export async function runInJob(request: RunRequest): Promise<RunOutcome> {
  const { signal } = request.abort;
  const abort = new AbortController();
  const end = () => abort.abort(abortReason(signal));
  signal.addEventListener("abort", end, { once: true });
  try {
    if (signal.aborted) throw abortReason(signal);
    const outcome = await executeRun({ ...request, abort });
    const { error } = outcome;
    if (error instanceof InterruptedError || error instanceof EnvironmentError) throw error;
    if (error !== undefined && !(error instanceof ChaindrillError)) throw error;
    return outcome;
  } finally {
    signal.removeEventListener("abort", end);
  }
}
