// `chaindrill baseline record|show|trend|check`. A baseline is a committed file, and whatever changes in it is printed.

import path from "node:path";
import { systemClock } from "../../base/clock.ts";
import { exitCode } from "../../base/errors.ts";
import { listBaselines, readBaseline } from "../../journal/baseline-file.ts";
import { renderBaselineTerminal } from "../../report/terminal/baseline.ts";
import { checkAgainstBaseline, recordBaseline } from "../../run/baseline/keep-baseline.ts";
import { readTrend, trendsOf } from "../../run/baseline/read-trend.ts";
import { rtoClaims } from "../../run/baseline/rto-claims.ts";
import { describeTrend } from "../describe-trend.ts";
import { findPlaces } from "../places.ts";
import { styleFor } from "../style.ts";

interface RecordOptions {
  readonly commit?: string;
  readonly note?: string;
  readonly dryRun?: boolean;
}

const now = (): string => new Date(systemClock.wallMs()).toISOString();

/** `chaindrill baseline record <name> <run-dir>...` */
export function recordBaselineCommand(name: string, from: readonly string[], options: RecordOptions): void {
  const { commit = null, note = null, dryRun = false } = options;
  const night = { name, recordedAt: now(), commit, note };
  const { file, baseline, changes } = recordBaseline({ dir: findPlaces().baselinesDir, night, from, dryRun });
  const shown = path.relative(process.cwd(), file);
  const done = dryRun ? "would be written" : "written";
  process.stdout.write(
    `${changes.map((change) => `  ${change}\n`).join("")}${shown} ${done}: ${nights(baseline.nights.length)}\n`,
  );
}

/** `chaindrill baseline show [name]`: one in full, or the names of all. */
export function showBaselineCommand(name: string | undefined, options: { json?: boolean; rto?: number }): void {
  const { baselinesDir } = findPlaces();
  if (name === undefined) {
    const names = listBaselines(baselinesDir);
    if (options.json) return void process.stdout.write(`${JSON.stringify(names)}\n`);
    const none = "no baselines yet: `chaindrill baseline record <name> <run-dir>...` makes one\n";
    return void process.stdout.write(names.length === 0 ? none : names.map((one) => `${one}\n`).join(""));
  }
  const baseline = readBaseline(baselinesDir, name);
  if (options.json) return void process.stdout.write(`${JSON.stringify(baseline, null, 2)}\n`);
  const trends = trendsOf(baseline);
  process.stdout.write(renderBaselineTerminal(baseline, { style: styleFor(process.stdout), trends }));
  if (options.rto === undefined) return;
  const claims = rtoClaims(baseline, options.rto);
  process.stdout.write(`\n${claims.length === 0 ? "no night of it injected a fault" : claims.join("\n")}\n`);
}

/** `chaindrill baseline trend <name>`: advisory, so it never fails. */
export function trendBaselineCommand(name: string, options: { json?: boolean }): void {
  const trend = readTrend(findPlaces().baselinesDir, name);
  const style = styleFor(process.stdout);
  process.stdout.write(options.json ? `${JSON.stringify(trend, null, 2)}\n` : describeTrend(trend, style));
}

/** `chaindrill baseline check <name> <run-dir>...`: a warning is exit 1, too few nights to say anything exit 2. */
export function checkBaselineCommand(name: string, from: readonly string[], options: { json?: boolean }): void {
  const night = { name, recordedAt: now(), commit: null, note: null };
  const checked = checkAgainstBaseline({ dir: findPlaces().baselinesDir, night, from });
  process.exitCode = !checked.isLongEnough
    ? exitCode.unknown
    : checked.tripped.length > 0
      ? exitCode.fail
      : exitCode.pass;
  if (options.json) return void process.stdout.write(`${JSON.stringify(checked, null, 2)}\n`);
  if (!checked.isLongEnough) {
    return void process.stdout.write(
      `too few nights to say what is usual: ${checked.nights} of the twenty that are needed\n`,
    );
  }
  const style = styleFor(process.stdout);
  const lines = checked.tripped.map(({ summary }) => `${style("yellow", "warning:")} ${summary}\n`);
  process.stdout.write(lines.length === 0 ? "nothing is far outside of the last nights\n" : lines.join(""));
}

const nights = (count: number): string => `${count} ${count === 1 ? "night" : "nights"}`;
