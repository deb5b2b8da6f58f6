import type { Result } from "../model/result.ts";
import { renderHtml } from "../report/html/render-html.ts";
import { renderJson } from "../report/json.ts";
import { renderJunit } from "../report/junit.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { renderOpenMetrics } from "../report/open-metrics.ts";

export const reportFormats = ["json", "html", "md", "junit", "openmetrics"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Names of the reports in a run directory. */
export const reportFileOf: Readonly<Record<ReportFormat, string>> = {
  json: "result.json",
  html: "report.html",
  md: "report.md",
  junit: "junit.xml",
  openmetrics: "metrics.txt",
};

/** One report, from the result alone. */
export function renderReport(result: Result, format: ReportFormat): string {
  switch (format) {
    case "html":
      return renderHtml(result);
    case "md":
      return renderMarkdown(result);
    case "junit":
      return renderJunit(result);
    case "json":
      return renderJson(result);
    case "openmetrics":
      return renderOpenMetrics(result);
  }
}
