// Judges a run from its directory alone, and writes everything that is derived from it. `chaindrill run` ends with
// this and `chaindrill analyze` is nothing else, so that both must say the same.

import { analyze } from "../analysis/analyze.ts";
import { readRun } from "../journal/read-run.ts";
import { runDirectoryAt } from "../journal/run-directory.ts";
import type { Result } from "../model/result.ts";
import { reportFileOf, reportFormats } from "./report-formats.ts";

/** Reads, judges, and writes result.json, the transactions' fates and the three reports. */
export async function judgeRun(dir: string): Promise<Result> {
  const result = judgeAndKeepFates(dir);
  // Only now: what draws the charts takes 100 MB, and a long run's judge needs them.
  const { renderReport } = await import("./render-report.ts");
  const directory = runDirectoryAt(dir);
  for (const format of reportFormats) directory.write(reportFileOf[format], renderReport(result, format));
  return result;
}

/** What was read of the run is let go with the return. */
function judgeAndKeepFates(dir: string): Result {
  const { result, transactions } = analyze(readRun(dir));
  runDirectoryAt(dir).writeLines("load/transactions.ndjson", asLines(transactions));
  return result;
}

function* asLines(values: Iterable<unknown>): Iterable<string> {
  for (const value of values) yield JSON.stringify(value);
}
