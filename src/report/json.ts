// `result.json` and its schema. Keys come in the order of the schema, whatever order the result had.

import { InvariantError } from "../base/errors.ts";
import { type Result, resultSchema, resultSchemaAsJson } from "../model/result.ts";
import { stringifyForPeople } from "./stringify.ts";

/** The text of `result.json`. Throws InvariantError when the result does not fit its schema. */
export function renderJson(result: Result): string {
  const parsed = resultSchema.safeParse(result);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new InvariantError(`the result does not fit its own schema: ${problems.join("; ")}`);
  }
  return stringifyForPeople(parsed.data);
}

/** JSON Schema (draft 2020-12) of `result.json`, for `reports/schema/result.schema.json`. */
export function resultJsonSchema(): string {
  return stringifyForPeople({ title: "Result of a Chaindrill run", ...resultSchemaAsJson() });
}
