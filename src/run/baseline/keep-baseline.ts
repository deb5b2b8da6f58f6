// Baselines on disk: recorded, checked, never changed without saying how.

import { type NightFacts, type NightSource, recordNight } from "../../analysis/baseline/record-night.ts";
import { type Tripped, tripwire, tripwireNights } from "../../analysis/baseline/tripwire.ts";
import { ChaindrillError, exitCode } from "../../base/errors.ts";
import { baselineFile, readBaseline, readBaselineIfThere, writeBaseline } from "../../journal/baseline-file.ts";
import { comparisonFile, isComparisonDirectory, readComparison } from "../../journal/comparison-directory.ts";
import type { Baseline } from "../../model/baseline.ts";
import { findRuns, resultOf } from "../compare/read-side.ts";

export interface RecordedBaseline {
  readonly file: string;
  readonly baseline: Baseline;
  /** What the night changes, in words. */
  readonly changes: readonly string[];
}

/**
 * Adds a night to a baseline, new or not, and saves it unless this is a dry run. Throws ChaindrillError (exit 3) with both
 * texts where the night is of another environment.
 */
export function recordBaseline(options: {
  readonly dir: string;
  readonly night: NightFacts;
  /** Run directories, or one comparison. */
  readonly from: readonly string[];
  readonly dryRun: boolean;
}): RecordedBaseline {
  const { dir, night, from, dryRun } = options;
  const before = readBaselineIfThere(dir, night.name);
  const recording = recordNight(before, { ...night, source: sourceOf(from) });
  if (recording.kind === "refused") throw refusedNight(night.name, recording.problems);
  const { baseline, changes } = recording;
  const file = dryRun ? baselineFile(dir, baseline.name) : writeBaseline(dir, baseline);
  return { file, baseline, changes };
}

export interface CheckedBaseline {
  readonly tripped: readonly Tripped[];
  /** Too few to say anything. */
  readonly nights: number;
  readonly isLongEnough: boolean;
}

/** Whether runs are far outside of a baseline's last nights; throws (exit 3) where they are of another environment. */
export function checkAgainstBaseline(options: {
  readonly dir: string;
  readonly night: NightFacts;
  readonly from: readonly string[];
}): CheckedBaseline {
  const { dir, night, from } = options;
  const baseline = readBaseline(dir, night.name);
  const results = findRuns(from).map(resultOf);
  // What could not be recorded as a night of this baseline cannot be held against its nights either.
  const recording = recordNight(baseline, { ...night, source: { kind: "results", results } });
  if (recording.kind === "refused") throw refusedNight(night.name, recording.problems);
  const nights = baseline.nights.length;
  return { tripped: tripwire(baseline, results), nights, isLongEnough: nights >= tripwireNights };
}

function sourceOf(from: readonly string[]): NightSource {
  const comparisons = from.filter((given) => given.endsWith(comparisonFile) || isComparisonDirectory(given));
  const [first] = comparisons;
  if (first === undefined) return { kind: "results", results: findRuns(from).map(resultOf) };
  if (from.length === 1) return { kind: "comparison", comparison: readComparison(first) };
  throw new ChaindrillError({
    message: `a night is one comparison or some runs, found ${from.length} directories with ${first} among them`,
    hint: "Record each comparison as a night of its own.",
    exitCode: exitCode.invalidInput,
  });
}

function refusedNight(name: string, problems: readonly string[]): ChaindrillError {
  return new ChaindrillError({
    message: `these runs do not belong to baseline ${name}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    hint: "Keep a baseline of its own for each machine, backend and scenario.",
    exitCode: exitCode.invalidInput,
  });
}
