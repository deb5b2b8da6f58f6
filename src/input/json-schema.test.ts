import { describe, expect, it } from "vitest";
import { valueAt } from "./describe-value.ts";
import { jsonSchemas } from "./json-schema.ts";

describe("jsonSchemas", () => {
  it("describes what a user writes: durations as text, defaults filled in by nobody, unknown keys refused", () => {
    const { plan } = jsonSchemas();
    expect(valueAt(plan, ["properties", "spec", "additionalProperties"])).toBe(false);
    expect(valueAt(plan, ["properties", "spec", "required"])).toEqual(["cluster"]);
    expect(valueAt(plan, ["properties", "spec", "properties", "steady", "properties", "for", "type"])).toBe("string");
    expect(
      valueAt(plan, ["properties", "spec", "properties", "load", "items", "oneOf", 0, "properties", "rate"]),
    ).toMatchInlineSnapshot(`
      {
        "anyOf": [
          {
            "description": "a rate above zero such as "40/s"",
            "type": "string",
          },
          {
            "additionalProperties": false,
            "properties": {
              "stages": {
                "items": {
                  "additionalProperties": false,
                  "properties": {
                    "for": {
                      "description": "a duration above zero such as "30s"",
                      "type": "string",
                    },
                    "target": {
                      "description": "a rate such as "40/s"",
                      "type": "string",
                    },
                  },
                  "required": [
                    "target",
                    "for",
                  ],
                  "type": "object",
                },
                "minItems": 1,
                "type": "array",
              },
              "start": {
                "description": "a rate such as "40/s"",
                "type": "string",
              },
            },
            "required": [
              "start",
              "stages",
            ],
            "type": "object",
          },
          {
            "additionalProperties": false,
            "properties": {
              "poisson": {
                "description": "a rate above zero such as "40/s"",
                "type": "string",
              },
            },
            "required": [
              "poisson",
            ],
            "type": "object",
          },
          {
            "additionalProperties": false,
            "properties": {
              "spike": {
                "additionalProperties": false,
                "properties": {
                  "after": {
                    "description": "a duration above zero such as "30s"",
                    "type": "string",
                  },
                  "base": {
                    "description": "a rate such as "40/s"",
                    "type": "string",
                  },
                  "for": {
                    "description": "a duration above zero such as "30s"",
                    "type": "string",
                  },
                  "peak": {
                    "description": "a rate above zero such as "40/s"",
                    "type": "string",
                  },
                },
                "required": [
                  "base",
                  "peak",
                  "after",
                  "for",
                ],
                "type": "object",
              },
            },
            "required": [
              "spike",
            ],
            "type": "object",
          },
        ],
      }
    `);
  });

  it("has a schema that JSON can hold for each kind of file", () => {
    const schemas = jsonSchemas();
    expect(Object.keys(schemas)).toEqual(["plan", "ab-plan", "cluster", "manifest", "slo"]);
    expect(JSON.parse(JSON.stringify(schemas))).toEqual(schemas);
  });
});
