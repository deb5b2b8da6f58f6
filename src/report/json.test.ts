import { describe, expect, it } from "vitest";
import { InvariantError } from "../base/errors.ts";
import { resultSchema } from "../model/result.ts";
import { hostileResult } from "../testing/hostile-result.ts";
import { emptyResult, sampleResult } from "../testing/sample-result.ts";
import { renderJson, resultJsonSchema } from "./json.ts";

describe("renderJson", () => {
  it.each([
    ["a rich result", sampleResult()],
    ["an empty result", emptyResult()],
    ["hostile text", hostileResult()],
  ])("writes %s so that it can be read back", (_what, result) => {
    const text = renderJson(result);
    expect(resultSchema.parse(JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(result)));
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("writes the same text whatever order the keys had", () => {
    const { run, version, ...others } = sampleResult();
    expect(renderJson({ ...others, version, run })).toBe(renderJson(sampleResult()));
  });

  it("keeps a list of numbers on one line", () => {
    expect(renderJson(sampleResult())).toContain('\n  "slos": [\n    {\n      "name": "rpc.availability",');
    expect(renderJson(sampleResult())).toMatch(/\n {4}"canary": \[null, null.*\],\n/);
  });

  it("refuses a result that does not fit the schema", () => {
    const broken = sampleResult({ rpo: [{ ...emptyResult().canary } as never] });
    expect(() => renderJson(broken)).toThrow(InvariantError);
    expect(() => renderJson(sampleResult({ canary: { ...sampleResult().canary, sent: Number.NaN } }))).toThrow(
      "the result does not fit its own schema",
    );
  });
});

describe("resultJsonSchema", () => {
  it("describes version 1 strictly", () => {
    const schema = JSON.parse(resultJsonSchema()) as Record<string, unknown>;
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(schema["additionalProperties"]).toBe(false);
    expect(schema["required"]).toEqual(Object.keys(resultSchema.shape));
  });
});
