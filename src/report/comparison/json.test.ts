import { describe, expect, it } from "vitest";
import { InvariantError } from "../../base/errors.ts";
import { comparisonSchema } from "../../model/comparison.ts";
import { emptyComparison, hostileComparison, writtenComparison } from "../../testing/written-comparison.ts";
import { comparisonJsonSchema, renderComparisonJson } from "./json.ts";

describe("renderComparisonJson", () => {
  it.each([
    ["the rich comparison", writtenComparison()],
    ["an empty comparison", emptyComparison()],
    ["hostile text", hostileComparison()],
  ])("writes %s so that it can be read back", (_what, comparison) => {
    const text = renderComparisonJson(comparison);
    expect(comparisonSchema.parse(JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(comparison)));
  });

  it("refuses a comparison that does not fit the schema", () => {
    expect(() => renderComparisonJson(writtenComparison({ batches: [] }))).toThrow(InvariantError);
  });

  it("describes itself strictly", () => {
    const schema = JSON.parse(comparisonJsonSchema()) as Record<string, unknown>;
    expect(schema["additionalProperties"]).toBe(false);
    expect(schema["required"]).toEqual(Object.keys(comparisonSchema.shape));
  });
});
