import { describe, expect, it } from "vitest";
import { transfers } from "../testing/sample-load-results.ts";
import { describeLimit } from "./describe-limit.ts";

const withLimit = (limit: "none" | "unknown" | "gas-limit") =>
  describeLimit({ ...transfers(), bottleneck: { limit, sentence: "blocks are full", evidence: [] } });

describe("describeLimit", () => {
  it("has a word for every limit but none", () => {
    expect(withLimit("gas-limit")).toBe("limited by gas-limit: blocks are full");
    expect(withLimit("unknown")).toBe("limit unknown: blocks are full");
    expect(withLimit("none")).toBeUndefined();
  });
});
