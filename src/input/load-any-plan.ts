import type { AbPlan } from "../model/ab-plan.ts";
import type { Plan } from "../model/plan.ts";
import type { Loaded } from "../model/problem.ts";
import { isAbPlan, type LoadAbPlanOptions, loadAbPlan } from "./ab/load-ab-plan.ts";
import { loadPlan } from "./load-plan.ts";
import { openSingleDocument } from "./open-document.ts";

/** `plan` is run by itself; `ab` is two sides of one, run in turns. */
export type AnyPlan = { readonly kind: "plan"; readonly plan: Plan } | { readonly kind: "ab"; readonly plan: AbPlan };

/** Reads a plan file of any kind, told by its `spec.kind`. */
export function loadAnyPlan(options: LoadAbPlanOptions): Loaded<AnyPlan> {
  const { document } = openSingleDocument({ file: options.planFile, readFile: options.readFile });
  if (isAbPlan(document?.value)) {
    const loaded = loadAbPlan(options);
    return loaded.ok ? { ...loaded, value: { kind: "ab", plan: loaded.value } } : loaded;
  }
  const loaded = loadPlan(options);
  return loaded.ok ? { ...loaded, value: { kind: "plan", plan: loaded.value } } : loaded;
}
