import path from "node:path";
import { isComparisonDirectory, readComparison } from "../../journal/comparison-directory.ts";
import { readResult } from "../../journal/read-result.ts";
import { renderComparison } from "../../run/compare/render-comparison.ts";
import { renderReport } from "../../run/render-report.ts";
import { asReportFormat } from "../report-format.ts";

/** `chaindrill report <dir>`: prints a report of what is stored, a run or a comparison; judges nothing. */
export function reportCommand(given: string, options: { format: string }): void {
  const format = asReportFormat(options.format);
  const dir = path.resolve(given);
  process.stdout.write(
    isComparisonDirectory(dir) ? renderComparison(readComparison(dir), format) : renderReport(readResult(dir), format),
  );
}
