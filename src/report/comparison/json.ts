import { InvariantError } from "../../base/errors.ts";
import { type Comparison, comparisonSchema, comparisonSchemaAsJson } from "../../model/comparison.ts";
import { stringifyForPeople } from "../stringify.ts";

/** The text of `comparison.json`. Throws InvariantError when the comparison does not fit its schema. */
export function renderComparisonJson(comparison: Comparison): string {
  const parsed = comparisonSchema.safeParse(comparison);
  if (parsed.success) return stringifyForPeople(parsed.data);
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new InvariantError(`the comparison does not fit its own schema: ${problems.join("; ")}`);
}

/** JSON Schema (draft 2020-12) of `comparison.json`, for `reports/schema/comparison.schema.json`. */
export const comparisonJsonSchema = (): string =>
  stringifyForPeople({ title: "Comparison of Chaindrill runs", ...comparisonSchemaAsJson() });
