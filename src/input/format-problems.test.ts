import { describe, expect, it } from "vitest";
import type { Problem } from "../model/problem.ts";
import { countProblems, formatProblems } from "./format-problems.ts";

const problem = (given: Partial<Problem>): Problem => ({
  file: "a.yaml",
  line: 1,
  column: 1,
  path: "",
  message: "expected this, found that",
  hint: undefined,
  severity: "error",
  ...given,
});

const readFile = (file: string) =>
  ({ "a.yaml": "kind: Plan\nspec:\n\tseed: x\n", "b.yaml": `a: ${"x".repeat(300)}!` })[file];

describe("formatProblems", () => {
  it("groups by file and shows place, line, caret and hint", () => {
    const problems = [
      problem({ line: 3, column: 8, path: "spec.seed", hint: "use a number" }),
      problem({ file: "b.yaml", column: 304, severity: "warning" }),
      problem({ line: 99 }),
    ];
    expect(formatProblems({ problems, readFile })).toMatchInlineSnapshot(`
      "a.yaml: 2 errors

      a.yaml:3:8 error: spec.seed: expected this, found that
        3 |  seed: x
          |        ^
        try: use a number

      a.yaml:99:1 error: expected this, found that

      b.yaml: 1 warning

      b.yaml:1:304 warning: expected this, found that
        1 | xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx!
          |                                                       ^"
    `);
  });

  it("lets no control character of a file through to the terminal", () => {
    const text = formatProblems({
      problems: [problem({ message: "expected a, found \u001b[31m", path: "x\u0007" })],
      readFile: () => "\u001b]0;title\u0007",
    });
    expect(text).toMatchInlineSnapshot(`
      "a.yaml: 1 error

      a.yaml:1:1 error: x�: expected a, found �[31m
        1 | �]0;title�
          | ^"
    `);
  });
});

describe("countProblems", () => {
  it.each([
    [[], "no problems"],
    [["error"], "1 error"],
    [["error", "warning", "error"], "2 errors, 1 warning"],
  ] as const)("counts %j as %s", (severities, expected) => {
    expect(countProblems(severities.map((severity) => problem({ severity })))).toBe(expected);
  });
});
