// `result.json` and its schema. Keys come in the order of the schema, and a list of plain values stays on one line:
// the file is diffed, and read by people.

import { InvariantError } from "../base/errors.ts";
import { type Result, resultSchema, resultSchemaAsJson } from "../model/result.ts";

/** The text of `result.json`. Throws InvariantError when the result does not fit its schema. */
export function renderJson(result: Result): string {
  const parsed = resultSchema.safeParse(result);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new InvariantError(`the result does not fit its own schema: ${problems.join("; ")}`);
  }
  return `${stringify(parsed.data, "")}\n`;
}

/** JSON Schema (draft 2020-12) of `result.json`, for `reports/schema/result.schema.json`. */
export function resultJsonSchema(): string {
  return `${stringify({ title: "Result of a Chaindrill run", ...resultSchemaAsJson() }, "")}\n`;
}

function stringify(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((entry) => typeof entry !== "object" || entry === null)) return inline(value);
    return `[\n${value.map((entry) => `${deeper}${stringify(entry, deeper)}`).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([key, member]) => `${deeper}${JSON.stringify(key)}: ${stringify(member, deeper)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

const inline = (values: readonly unknown[]): string => `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
