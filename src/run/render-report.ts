import type { Result } from "../model/result.ts";
import { renderHtml } from "../report/html/render-html.ts";
import { renderJson } from "../report/json.ts";
import { renderJunit } from "../report/junit.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { renderOpenMetrics } from "../report/open-metrics.ts";
import type { ReportFormat } from "./report-formats.ts";

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
