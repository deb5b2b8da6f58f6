import path from "node:path";
import { exitCodeOfVerdict } from "../../model/verdict.ts";
import { renderJson } from "../../report/json.ts";
import { renderSummary } from "../../report/terminal/summary.ts";
import { judgeRun } from "../../run/judge-run.ts";
import { styleFor } from "../style.ts";

/** `chaindrill analyze <run-dir>`: judges again from the journal and writes the reports anew. */
export async function analyzeCommand(dir: string, options: { json?: boolean }): Promise<void> {
  const result = await judgeRun(path.resolve(dir));
  if (options.json) process.stdout.write(renderJson(result));
  else process.stdout.write(renderSummary(result, { style: styleFor(process.stdout), dir }));
  process.exitCode = exitCodeOfVerdict[result.verdict.status];
}
