// Run directories that hold only what a comparison reads: who ran, and the stored result.

import path from "node:path";
import { runDirectoryAt, runDirectoryName } from "../journal/run-directory.ts";
import { renderJson } from "../report/json.ts";
import { type SampleSide, sampleSide } from "./sample-comparison.ts";
import { sampleHeader } from "./sample-header.ts";
import { samplePlan } from "./sample-plan.ts";

/** Saves one run per value of a side below `root`; their directories, in order. */
export function saveRuns(root: string, side: SampleSide): string[] {
  const header = sampleHeader({ plan: samplePlan(), observers: [] });
  return sampleSide(side).runs.map(({ result }) => {
    const { id: runId, plan, startedAt } = result.run;
    const dir = path.join(root, runDirectoryName({ startedAtWallMs: Date.parse(startedAt), plan, runId }));
    runDirectoryAt(dir).write("run.json", `${JSON.stringify({ ...header, runId })}\n`);
    runDirectoryAt(dir).write("result.json", renderJson(result));
    return dir;
  });
}
