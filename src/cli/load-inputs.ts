import { ChaindrillError, exitCode } from "../base/errors.ts";
import { formatProblems } from "../input/format-problems.ts";
import { type AnyPlan, loadAnyPlan } from "../input/load-any-plan.ts";
import type { PlanOverrides } from "../input/override-plan.ts";
import type { Loaded, Problem } from "../model/problem.ts";
import { readTextNowIfThere } from "../platform/files.ts";
import { listDocuments } from "./list-documents.ts";
import { type DocumentKind, findDocument, type Places, shippedDirectory } from "./places.ts";

export interface LoadPlan {
  readonly places: Places;
  readonly overrides: PlanOverrides;
}

/** Reads a plan of any kind by name or path. Throws ChaindrillError (exit 3) with every problem of every file. */
export function loadAnyPlanOrThrow(given: string, { places, overrides }: LoadPlan): AnyPlan {
  const { home } = places;
  const planFile = findDocument(given, { home, kind: "plan" });
  if (planFile === undefined) throw noSuchDocument(given, { home, kind: "plan" });
  const clusterDir = shippedDirectory({ home, kind: "cluster" });
  const planDir = shippedDirectory({ home, kind: "plan" });
  return valueOrThrow(loadAnyPlan({ planFile, readFile: readTextNowIfThere, overrides, clusterDir, planDir }));
}

/** The value; warnings go to standard error. Throws ChaindrillError (exit 3) when there is none. */
export function valueOrThrow<T>(loaded: Loaded<T>): T {
  if (!loaded.ok) throw invalidInput(loaded.problems);
  if (loaded.warnings.length > 0) {
    console.error(formatProblems({ problems: loaded.warnings, readFile: readTextNowIfThere }));
  }
  return loaded.value;
}

function invalidInput(problems: readonly Problem[]): ChaindrillError {
  const text = formatProblems({ problems, readFile: readTextNowIfThere });
  return new ChaindrillError({
    message: `the input is not valid; nothing was started\n\n${text}\n`,
    exitCode: exitCode.invalidInput,
  });
}

/** Exit 3, with the names there are. */
export function noSuchDocument(given: string, options: { home: string; kind: DocumentKind }): ChaindrillError {
  const names = listDocuments(options).join(", ");
  return new ChaindrillError({
    message: `there is no ${options.kind} "${given}"`,
    hint: `Give a file that ends in .yaml, or one of: ${names}.`,
    exitCode: exitCode.invalidInput,
  });
}
