import { assertNever } from "../../base/assert.ts";
import { comparisonFile } from "../../journal/comparison-directory.ts";
import { runDirectoryAt } from "../../journal/run-directory.ts";
import type { Comparison } from "../../model/comparison.ts";
import { renderComparisonHtml } from "../../report/comparison/html/render-comparison-html.ts";
import { renderComparisonJson } from "../../report/comparison/json.ts";
import { renderComparisonJunit } from "../../report/comparison/junit.ts";
import { renderComparisonMarkdown } from "../../report/comparison/markdown.ts";
import { renderComparisonOpenMetrics } from "../../report/comparison/open-metrics.ts";
import { type ReportFormat, reportFormats } from "../report-formats.ts";

/** Names of the reports in the directory of a comparison. */
export const comparisonFileOf: Readonly<Record<ReportFormat, string>> = {
  json: comparisonFile,
  html: "comparison.html",
  md: "comparison.md",
  junit: "junit.xml",
  openmetrics: "metrics.txt",
};

/** One report, from the comparison alone. */
export function renderComparison(comparison: Comparison, format: ReportFormat): string {
  switch (format) {
    case "html":
      return renderComparisonHtml(comparison);
    case "md":
      return renderComparisonMarkdown(comparison);
    case "junit":
      return renderComparisonJunit(comparison);
    case "json":
      return renderComparisonJson(comparison);
    case "openmetrics":
      return renderComparisonOpenMetrics(comparison);
    default:
      return assertNever(format);
  }
}

/** Writes every report of a comparison into its directory, which is made. */
export function saveComparison(dir: string, comparison: Comparison): void {
  const directory = runDirectoryAt(dir);
  for (const format of reportFormats) directory.write(comparisonFileOf[format], renderComparison(comparison, format));
}
