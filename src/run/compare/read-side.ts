// The runs of one side of a comparison, from their directories.

import path from "node:path";
import { analyze } from "../../analysis/analyze.ts";
import type { Side, SideRun } from "../../analysis/compare/sides.ts";
import { ChaindrillError, exitCode } from "../../base/errors.ts";
import { readResultIfThere } from "../../journal/read-result.ts";
import { listRunDirectories, readHeaderIfThere, readRun } from "../../journal/read-run.ts";
import type { Result } from "../../model/result.ts";

/** Run directories, or directories of them; each run once, in order of their names. */
export function findRuns(given: readonly string[]): string[] {
  const found = given.flatMap((dir) => {
    const absolute = path.resolve(dir);
    if (readHeaderIfThere(absolute) !== undefined) return [absolute];
    const inside = listRunDirectories(absolute);
    if (inside.length > 0) return inside;
    throw new ChaindrillError({
      message: `${dir} is no run directory, and there is none in it`,
      hint: "`chaindrill list` shows the runs there are.",
      exitCode: exitCode.invalidInput,
    });
  });
  return [...new Set(found)];
}

/** The stored result; a run that has none, or an older Chaindrill's, is judged again, in memory. */
export const resultOf = (dir: string): Result => readResultIfThere(dir) ?? analyze(readRun(dir)).result;

/** A side of runs that were only found. `relativeTo` is where the comparison will lie. */
export function readSide(options: { label: string; dirs: readonly string[]; relativeTo: string }): Side {
  const runs = findRuns(options.dirs).map(
    (dir): SideRun => ({
      result: resultOf(dir),
      dir: withinOrAbsolute(dir, options.relativeTo),
      order: null,
      pair: null,
    }),
  );
  return { label: options.label, settings: [], runs };
}

/** Relative where it lies inside, as the stored comparison wants it. */
function withinOrAbsolute(dir: string, root: string): string {
  const relative = path.relative(root, dir);
  return relative.startsWith("..") || path.isAbsolute(relative) ? dir : relative;
}
