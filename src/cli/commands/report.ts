import path from "node:path";
import { ChaindrillError, exitCode } from "../../base/errors.ts";
import { readResult } from "../../journal/read-result.ts";
import { renderReport, reportFormats } from "../../run/render-report.ts";

/** `chaindrill report <run-dir>`: prints a report of the stored result; judges nothing. */
export function reportCommand(dir: string, options: { format: string }): void {
  const format = reportFormats.find((known) => known === options.format);
  if (format === undefined) {
    throw new ChaindrillError({
      message: `there is no format "${options.format}"`,
      hint: `Formats: ${reportFormats.join(", ")}.`,
      exitCode: exitCode.invalidInput,
    });
  }
  process.stdout.write(renderReport(readResult(path.resolve(dir)), format));
}
