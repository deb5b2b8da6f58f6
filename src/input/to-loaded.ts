import { present } from "../base/assert.ts";
import type { Loaded, Problem } from "../model/problem.ts";
import { hasErrors, tidyProblems } from "./findings.ts";

/** What a reader found, as its caller wants it: a value with warnings, or every problem. */
export function toLoaded<T>(read: { readonly value: T | undefined; readonly problems: readonly Problem[] }): Loaded<T> {
  const problems = tidyProblems(read.problems);
  if (hasErrors(problems)) return { ok: false, problems };
  return { ok: true, value: present(read.value, "the value of a file without errors"), warnings: problems };
}
