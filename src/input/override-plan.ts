// `--set`, `--backend`, `--cluster` and `--seed`, and what a side of an `ab` plan sets: the plan document with some values
// replaced, before it is validated.

import { parse } from "yaml";
import type { Problem } from "../model/problem.ts";
import { isRecord, valueAt } from "./describe-value.ts";
import type { Finding, Findings } from "./findings.ts";
import { nearestWord } from "./suggest.ts";

export interface PlanOverrides {
  readonly backend?: string | undefined;
  /** A name of fixtures/clusters, or a path relative to the plan. */
  readonly cluster?: string | undefined;
  readonly seed?: number | undefined;
  /** Dotted path of the plan document -> YAML text of its value. Items of lists by position or by name. */
  readonly sets?: Readonly<Record<string, string>> | undefined;
  /** Where the value of `backend`, `cluster`, `seed` or a key of `sets` stands, when that is no command line. */
  readonly placeOf?: ((key: string) => Pick<Problem, "file" | "line" | "column" | "path">) | undefined;
}

interface Replacement {
  /** As it was given: `backend`, or a key of `sets`. */
  readonly key: string;
  /** Dotted path of what was replaced, list items by position. */
  readonly path: string;
  readonly isThere: boolean;
}

export interface OverriddenPlan {
  readonly value: unknown;
  readonly replacements: readonly Replacement[];
}

/** A copy of the plan document with the overrides in it; what cannot be set is reported. */
export function overridePlan(options: {
  value: unknown;
  overrides: PlanOverrides;
  findings: Findings;
}): OverriddenPlan {
  const { overrides, findings } = options;
  const value = structuredClone(options.value);
  if (!isRecord(value)) return { value, replacements: [] };
  const { backend, cluster, seed, sets = {} } = overrides;
  const direct = Object.entries({ backend, cluster, seed }).filter(([, given]) => given !== undefined);
  if (direct.length > 0) {
    value["spec"] = { ...(isRecord(value["spec"]) ? value["spec"] : {}), ...Object.fromEntries(direct) };
  }
  const set = Object.entries(sets).map(([key, text]): Replacement => {
    const path = setField({ root: value, key, text, findings });
    return { key, path: path ?? key, isThere: path !== undefined };
  });
  return { value, replacements: [...direct.map(([key]) => ({ key, path: `spec.${key}`, isThere: true })), ...set] };
}

/** Says of problems with values that were given elsewhere that this is where they come from: the file shows others. */
export function explainOverridden(
  problems: readonly Problem[],
  options: { readonly replacements: readonly Replacement[]; readonly placeOf: PlanOverrides["placeOf"] },
): Problem[] {
  const { replacements, placeOf } = options;
  return problems.map((problem) => {
    const { path, message, hint } = problem;
    const given = replacements.find((one) => path === one.path || path.startsWith(`${one.path}.`));
    if (given === undefined) return problem;
    if (placeOf !== undefined) return { ...problem, ...placeOf(given.key), message };
    if (!given.isThere) return problem;
    const origin = "the value was given on the command line";
    return { ...problem, hint: hint === undefined ? origin : `${hint} (${origin})` };
  });
}

/** The path that was set; undefined when there is no such field. */
function setField(options: {
  root: Record<string, unknown>;
  key: string;
  text: string;
  findings: Findings;
}): string | undefined {
  const { root, key, text, findings } = options;
  const segments = key.split(".");
  const taken: (string | number)[] = [];
  let container: unknown = root;
  for (const [depth, segment] of segments.entries()) {
    // Every plan has its top-level keys, so one that is not there is `seed` for `spec.seed`.
    const found = depth === 0 && !Object.hasOwn(root, segment) ? undefined : childKey(container, segment);
    if (found === undefined || typeof container !== "object" || container === null) {
      findings.error(noSuchField({ key, missing: segments.slice(0, depth + 1), container }));
      return undefined;
    }
    const fields = container as Record<string | number, unknown>;
    if (depth === segments.length - 1) fields[found] = readValue(text);
    else fields[found] ??= {};
    container = fields[found];
    taken.push(found);
  }
  return taken.join(".");
}

/**
 * The key to step into: of a mapping any name (the schema tells whether it exists), of a list a position in it or the
 * `name` of an item. Names that every object has would reach into the language and are no keys.
 */
function childKey(container: unknown, segment: string): string | number | undefined {
  if (Array.isArray(container)) {
    const named = container.findIndex((item) => isRecord(item) && item["name"] === segment);
    const position = named >= 0 ? named : /^\d+$/.test(segment) ? Number(segment) : -1;
    return position >= 0 && position < container.length ? position : undefined;
  }
  if (!isRecord(container) || segment === "" || segment in Object.prototype) return undefined;
  return segment;
}

function noSuchField(options: { key: string; missing: readonly string[]; container: unknown }): Finding {
  const { key, missing, container } = options;
  const names = (Array.isArray(container) ? container : [])
    .map((item: unknown) => valueAt(item, ["name"]))
    .filter((name) => typeof name === "string");
  const nearest = missing.length === 1 ? `spec.${key}` : nearestWord(missing.at(-1) ?? "", names);
  return {
    path: key.split("."),
    message: `expected a field of the plan to set, found "${key}": there is no ${missing.join(".")}`,
    hint: nearest === undefined ? "give the path of a field that is there" : `did you mean "${nearest}"?`,
  };
}

/** YAML text of one value; text that is no YAML stands for itself. */
function readValue(text: string): unknown {
  try {
    return parse(text, { schema: "core", logLevel: "silent", maxAliasCount: 0 }) as unknown;
  } catch {
    return text; // not YAML: the schema says whether the plain text will do
  }
}
