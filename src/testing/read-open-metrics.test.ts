import { describe, expect, it } from "vitest";
import { readOpenMetrics } from "./read-open-metrics.ts";

const family = ["# TYPE a_seconds gauge", "# UNIT a_seconds seconds", "# HELP a_seconds Of a."];
const read = (...lines: string[]) => readOpenMetrics([...lines, "# EOF", ""].join("\n"));

describe("readOpenMetrics", () => {
  it("reads labels, escapes and numbers", () => {
    expect(read(...family, 'a_seconds{b="x\\"\\\\\\n,}",c=""} 1e+3', "a_seconds +Inf")).toEqual([
      { name: "a_seconds", labels: { b: 'x"\\\n,}', c: "" }, value: 1000 },
      { name: "a_seconds", labels: {}, value: Number.POSITIVE_INFINITY },
    ]);
  });

  it.each([
    ["a sample that was not described", ["a_seconds 1"]],
    ["not a gauge", ["# TYPE a counter", "# HELP a A.", "a 1"]],
    ["not a gauge", ["# TYPE a_total gauge", "# HELP a_total A.", "a_total 1"]],
    ["a name without its unit", ["# TYPE a gauge", "# UNIT a seconds", "# HELP a A.", "a 1"]],
    ["the same labels twice", [...family, 'a_seconds{b="1"} 1', 'a_seconds{b="1"} 2']],
    ["not a number", [...family, "a_seconds one"]],
    ["not a label", [...family, 'a_seconds{b="1" } 1']],
    ["not a label", [...family, 'a_seconds{b="\\x"} 1']],
    ["a label twice", [...family, 'a_seconds{b="1",b="2"} 1']],
    ["a description after a sample", [...family, "a_seconds 1", "# HELP a_seconds Again."]],
    ["described twice", [...family, "# HELP a_seconds Again.", "a_seconds 1"]],
    ["a_seconds has no samples", family],
    ["neither a description nor a sample", [...family, "a_seconds 1", ""]],
    [
      "a family that was interrupted",
      [...family, "a_seconds 1", "# TYPE b gauge", "# HELP b B.", "b 1", 'a_seconds{c="1"} 1'],
    ],
  ])("refuses %s", (why, lines) => expect(() => read(...lines)).toThrow(why));

  it("refuses a text that was cut off", () => {
    expect(() => readOpenMetrics("# EOF")).toThrow("it does not end with # EOF");
  });
});
