// Plans of kind `ab`: one plan, two sides that set it differently. What is wrong with a side's settings is told where
// they stand, not in the plan that they change.

import path from "node:path";
import { type AbPlan, type AbSide, sideTools } from "../../model/ab-plan.ts";
import type { Plan } from "../../model/plan.ts";
import type { Loaded, Problem } from "../../model/problem.ts";
import { checkShape } from "../check-shape.ts";
import { valueAt } from "../describe-value.ts";
import { findReferencedFile, isPath, resolveReference } from "../find-referenced-file.ts";
import { Findings, hasErrors } from "../findings.ts";
import { type LoadPlanOptions, loadPlan } from "../load-plan.ts";
import { openSingleDocument } from "../open-document.ts";
import { explainOverridden, overridePlan, type PlanOverrides } from "../override-plan.ts";
import { suggestion } from "../suggest.ts";
import { toLoaded } from "../to-loaded.ts";
import { locate, type YamlDocument } from "../yaml-document.ts";
import { type AbPlanFile, type AbSideFile, abPlanSchema } from "./ab-plan-schema.ts";

export interface LoadAbPlanOptions extends LoadPlanOptions {
  /** Where the plans that come with Chaindrill are, for files that live elsewhere. */
  readonly planDir?: string | undefined;
}

/** Whether a document is meant as a plan of kind `ab`, right or wrong. */
export const isAbPlan = (value: unknown): boolean => valueAt(value, ["spec", "kind"]) === "ab";

/**
 * Reads a plan of kind `ab` and what both sides run. Overrides: `sets` change this file, `seed` its seed; `backend` and
 * `cluster` both sides, where they do not set their own.
 */
export function loadAbPlan(options: LoadAbPlanOptions): Loaded<AbPlan> {
  const { document, problems } = openSingleDocument({ file: options.planFile, readFile: options.readFile });
  if (document === undefined) return toLoaded<AbPlan>({ value: undefined, problems });
  return toLoaded(readAbPlan(document, options));
}

function readAbPlan(
  document: YamlDocument,
  options: LoadAbPlanOptions,
): { value: AbPlan | undefined; problems: Problem[] } {
  const { planFile, overrides = {} } = options;
  const findings = new Findings(document);
  const own: PlanOverrides = { seed: overrides.seed, sets: overrides.sets };
  const { value, replacements } = overridePlan({ value: document.value, overrides: own, findings });
  const file = checkShape({ schema: abPlanSchema, findings, value });
  const basePlan = findBasePlan({ value, options, findings });
  if (file !== undefined) checkSides(file, findings);
  const sides = (["reference", "candidate"] as const).map((name) =>
    file === undefined || basePlan === undefined ? undefined : readSide({ name, file, basePlan, document, options }),
  );
  const [reference, candidate] = sides.map((side) => side?.value);
  const problems = [
    ...explainOverridden(findings.problems, { replacements, placeOf: undefined }),
    ...sides.flatMap((side) => side?.problems ?? []),
  ];
  if (file === undefined || reference === undefined || candidate === undefined || hasErrors(problems)) {
    return { value: undefined, problems };
  }
  const { plan: _, kind: __, baseline, ...spec } = file.spec;
  const isAa = JSON.stringify(differing(file.spec.reference)) === JSON.stringify(differing(file.spec.candidate));
  return { value: { ...spec, ...file.metadata, baseline, reference, candidate, isAa, file: planFile }, problems };
}

/** The file that `spec.plan` names; also when the rest has another shape, so that all problems are told at once. */
function findBasePlan(asked: { value: unknown; options: LoadAbPlanOptions; findings: Findings }): string | undefined {
  const { value, options, findings } = asked;
  const { planFile: from, readFile, planDir: shippedDir } = options;
  const at = ["spec", "plan"];
  const reference = valueAt(value, at);
  if (typeof reference !== "string" || reference.trim() === "") return undefined;
  const search = findReferencedFile({ kind: "plan", reference, from, readFile, shippedDir });
  if ("tried" in search) {
    findings.error({
      path: at,
      message: `expected a plan, found nothing called "${reference}"`,
      hint: `${suggestion(reference, ["quick", "drill"])} (names are looked up in scenarios/plans; paths are relative to this file)`,
    });
    return undefined;
  }
  const base = openSingleDocument({ file: search.found, readFile }).document;
  if (base === undefined || !isAbPlan(base.value)) return search.found;
  const message = "expected a plan that is run by itself, found one of kind ab";
  findings.error({ path: at, message, hint: "name the plan that its sides run" });
  return undefined;
}

function checkSides({ spec }: AbPlanFile, findings: Findings): void {
  if (labelOf(spec, "reference") === labelOf(spec, "candidate")) {
    findings.error({
      path: ["spec", "candidate", "label"],
      message: `expected sides of different labels, found "${labelOf(spec, "candidate")}" again`,
    });
  }
}

type SideName = "reference" | "candidate";

const labelOf = (spec: AbPlanFile["spec"], name: SideName): string => spec[name].label ?? name;

const differing = ({ set, cluster, tools }: AbSideFile): unknown => ({ set, cluster, tools });

function readSide(asked: {
  readonly name: SideName;
  readonly file: AbPlanFile;
  readonly basePlan: string;
  readonly document: YamlDocument;
  readonly options: LoadAbPlanOptions;
}): { value: AbSide | undefined; problems: readonly Problem[] } {
  const { name, file, basePlan, document, options } = asked;
  const { readFile, clusterDir, planFile } = options;
  const side = file.spec[name];
  const fromHere = clusterOf({ side, planFile, basePlan });
  const { backend } = options.overrides ?? {};
  const overrides: PlanOverrides = {
    backend,
    cluster: fromHere ?? options.overrides?.cluster,
    // JSON is YAML, and says exactly what it means.
    sets: Object.fromEntries(Object.entries(side.set).map(([key, value]) => [key, JSON.stringify(value)])),
    placeOf: (key) =>
      placeIn(document, { name, key, isOwn: key in side.set || (key === "cluster" && fromHere !== undefined) }),
  };
  const loaded: Loaded<Plan> = loadPlan({ planFile: basePlan, readFile, clusterDir, overrides });
  if (!loaded.ok) return { value: undefined, problems: loaded.problems };
  const value = {
    label: labelOf(file.spec, name),
    settings: settingsOf(side),
    plan: loaded.value,
    tools: toolsOf(side, planFile),
  };
  return { value, problems: loaded.warnings };
}

/** As the base plan would write it: a path is relative to that one there. */
function clusterOf(asked: { side: AbSideFile; planFile: string; basePlan: string }): string | undefined {
  const { side, planFile, basePlan } = asked;
  if (side.cluster === undefined || !isPath(side.cluster)) return side.cluster;
  return path.relative(path.dirname(basePlan), resolveReference(planFile, side.cluster));
}

/** Where a side says it; what came from the command line stands nowhere in the file, so its side is shown. */
function placeIn(document: YamlDocument, asked: { name: SideName; key: string; isOwn: boolean }) {
  const { name, key, isOwn } = asked;
  const side = ["spec", name];
  const inside = valueAt(document.value, [...side, "set", key]) === undefined ? [...side, key] : [...side, "set", key];
  const at = isOwn ? inside : side;
  return { file: document.file, ...locate(document, at, "value"), path: at.join(".") };
}

function settingsOf({ set, cluster, tools }: AbSideFile): string[] {
  const words = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return [
    ...(cluster === undefined ? [] : [`cluster: ${cluster}`]),
    ...Object.entries(set).map(([key, value]) => `${key}: ${words(value)}`),
    ...sideTools.flatMap((tool) => (tools[tool] === undefined ? [] : [`${tool}: ${tools[tool]}`])),
  ];
}

function toolsOf({ tools }: AbSideFile, planFile: string): AbSide["tools"] {
  const given = sideTools.flatMap((tool) => {
    const file = tools[tool];
    return file === undefined ? [] : [[tool, path.resolve(resolveReference(planFile, file))]];
  });
  return Object.fromEntries(given) as AbSide["tools"];
}
