// `reports/baselines/<name>.baseline.json`: committed, so that what changes in it is reviewed like any other change.

import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { diskError } from "../base/disk-error.ts";
import { ChaindrillError, exitCode } from "../base/errors.ts";
import { type Baseline, baselineSchema, baselineVersion } from "../model/baseline.ts";
import { readStoredIfThere } from "./stored-file.ts";

const suffix = ".baseline.json";

/** Where a baseline lies. Throws ChaindrillError (exit 3) for a name that would lead out of the directory. */
export function baselineFile(dir: string, name: string): string {
  if (/^[\w][\w.-]*$/.test(name)) return path.join(dir, `${name}${suffix}`);
  throw new ChaindrillError({
    message: `"${name}" is no name of a baseline`,
    hint: "Use letters, digits, -, _ and dots.",
    exitCode: exitCode.invalidInput,
  });
}

/** The baseline, or undefined when there is none of that name. */
export function readBaselineIfThere(dir: string, name: string): Baseline | undefined {
  const hint = "It is a committed file: `git log` and `git checkout` have its earlier states.";
  return readStoredIfThere(baselineFile(dir, name), { schema: baselineSchema, version: baselineVersion, hint });
}

/** As readBaselineIfThere; exit 3 with the names there are when there is none. */
export function readBaseline(dir: string, name: string): Baseline {
  const found = readBaselineIfThere(dir, name);
  if (found !== undefined) return found;
  const names = listBaselines(dir);
  throw new ChaindrillError({
    message: `there is no baseline "${name}" in ${dir}`,
    hint:
      names.length === 0
        ? "`chaindrill baseline record <name> <run-dir>...` makes one."
        : `There are: ${names.join(", ")}.`,
    exitCode: exitCode.invalidInput,
  });
}

/** Names of the baselines in a directory, sorted. */
export function listBaselines(dir: string): string[] {
  try {
    const files = readdirSync(dir).filter((file) => file.endsWith(suffix));
    return files.map((file) => file.slice(0, -suffix.length)).sort();
  } catch {
    return []; // no directory yet, so no baseline
  }
}

/** Replaces the file as a whole: a reader sees the old baseline or the new one. */
export function writeBaseline(dir: string, baseline: Baseline): string {
  const file = baselineFile(dir, baseline.name);
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(`${file}.draft`, `${JSON.stringify(baseline, null, 2)}\n`);
    renameSync(`${file}.draft`, file);
  } catch (cause) {
    throw diskError(file, cause) ?? cause;
  }
  return file;
}
