import { ChaindrillError, exitCode } from "../base/errors.ts";
import { type ReportFormat, reportFormats } from "../run/report-formats.ts";

/** The format of that name; exit 3 when there is none. */
export function asReportFormat(given: string): ReportFormat {
  const format = reportFormats.find((known) => known === given);
  if (format !== undefined) return format;
  throw new ChaindrillError({
    message: `there is no format "${given}"`,
    hint: `Formats: ${reportFormats.join(", ")}.`,
    exitCode: exitCode.invalidInput,
  });
}
