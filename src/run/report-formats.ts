// Apart from what draws them: drawing charts takes long to load, and much memory.

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
