import path from "node:path";
import { systemClock } from "../../base/clock.ts";
import { readBaseline } from "../../journal/baseline-file.ts";
import { comparisonDirectoryName } from "../../journal/comparison-directory.ts";
import { renderComparisonTerminal } from "../../report/comparison/terminal.ts";
import { comparePolicy, compareSaved } from "../../run/compare/compare-saved.ts";
import { exitCodeOfComparison } from "../../run/compare/comparison-exit-code.ts";
import { renderComparison, saveComparison } from "../../run/compare/render-comparison.ts";
import { findPlaces, installedVersion } from "../places.ts";
import { asReportFormat } from "../report-format.ts";
import { styleFor } from "../style.ts";

export interface CompareOptions {
  readonly to: readonly string[];
  readonly alpha?: number;
  readonly primary?: readonly string[];
  readonly name: string;
  readonly baseline?: string;
  readonly out?: string;
  readonly format?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly allowDifferent?: readonly ("machine" | "backend" | "scenario")[];
}

/** `chaindrill compare <ref>... --to <cand>...`: exit 1 for a regression, 2 when the runs do not allow a verdict. */
export function compareCommand(reference: readonly string[], options: CompareOptions): void {
  const format = options.json === true ? "json" : options.format && asReportFormat(options.format);
  const places = findPlaces();
  const { name, alpha, primary, allowDifferent, to: candidate } = options;
  const comparedAt = new Date(systemClock.wallMs()).toISOString();
  const root = options.out === undefined ? places.comparisonsDir : path.resolve(options.out);
  const dir = path.join(root, comparisonDirectoryName({ comparedAt, name }));
  const comparison = compareSaved({
    name,
    reference,
    candidate,
    policy: comparePolicy({ alpha, primary, allowDifferent }),
    baseline: options.baseline === undefined ? undefined : readBaseline(places.baselinesDir, options.baseline),
    comparedAt,
    version: installedVersion(places.home),
    dir,
  });
  saveComparison(dir, comparison);
  const shown = path.relative(process.cwd(), dir);
  if (format) process.stdout.write(renderComparison(comparison, format));
  else process.stdout.write(renderComparisonTerminal(comparison, { style: styleFor(process.stdout), dir: shown }));
  process.exitCode = exitCodeOfComparison(comparison.verdict.status, { strict: options.strict === true });
}
