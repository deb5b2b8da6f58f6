// `reports/comparisons/<utc>-<name>/`: what a comparison leaves behind.

import { existsSync } from "node:fs";
import path from "node:path";
import { ChaindrillError, exitCode } from "../base/errors.ts";
import { type Comparison, comparisonSchema, comparisonVersion } from "../model/comparison.ts";
import { readStoredIfThere } from "./stored-file.ts";

export const comparisonFile = "comparison.json";

/** `20261123T161000Z-nightly`; what cannot stand in a name becomes a hyphen. */
export function comparisonDirectoryName({ comparedAt, name }: Pick<Comparison, "comparedAt" | "name">): string {
  const utc = comparedAt.replace(/[-:]/g, "").replace(/\.\d+Z$/, "Z");
  return `${utc}-${name.replaceAll(/[^\w.-]+/g, "-")}`;
}

export const isComparisonDirectory = (dir: string): boolean => existsSync(path.join(dir, comparisonFile));

/** The comparison of a directory, or of its file. Throws ChaindrillError (exit 3) when there is none that can be read. */
export function readComparison(given: string): Comparison {
  const file = path.basename(given) === comparisonFile ? given : path.join(given, comparisonFile);
  const hint = "`chaindrill compare <ref>... --to <cand>...` makes one.";
  const found = readStoredIfThere(file, { schema: comparisonSchema, version: comparisonVersion, hint });
  if (found !== undefined) return found;
  throw new ChaindrillError({ message: `there is no ${file}`, hint, exitCode: exitCode.invalidInput });
}
