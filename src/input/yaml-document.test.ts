import { describe, expect, it } from "vitest";
import { present } from "../base/assert.ts";
import { locate, type Path, parseYaml } from "./yaml-document.ts";

const parse = (text: string) => parseYaml({ file: "a.yaml", text });

describe("locate", () => {
  const text = "spec:\n  nodes:\n    - { name: a, count: 2 }\n  empty:\n  list: &l [x, y]\n  same: *l\n";
  const document = present(parse(text).documents[0], "the document");

  it.each<[Path, "key" | "value", string]>([
    [["spec", "nodes", 0, "count"], "value", "3:25"],
    [["spec", "nodes", 0, "count"], "key", "3:18"],
    [["spec", "nodes", 0], "value", "3:7"],
    [["spec", "empty"], "value", "4:3"],
    [["spec", "same", 1], "value", "5:16"],
    [["spec", "missing"], "value", "1:1"],
    [["spec", "nodes", 0, "missing"], "value", "3:7"],
    [["spec", "nodes", 7, "name"], "value", "2:3"],
    [[], "value", "1:1"],
  ])("finds %j as %s at %s", (path, at, expected) => {
    const { line, column } = locate(document, path, at);
    expect(`${line}:${column}`).toBe(expected);
  });
});

describe("parseYaml", () => {
  it("leaves out empty documents, and keeps the text of each of several", () => {
    const { documents, problems } = parse("---\na: 1\n---\n# nothing\n---\nb: 2\n---\n");
    expect(problems).toEqual([]);
    expect(documents.map(({ index, value, text }) => ({ index, value, text: text.trim() }))).toEqual([
      { index: 0, value: { a: 1 }, text: "---\na: 1" },
      { index: 1, value: { b: 2 }, text: "---\nb: 2" },
    ]);
  });

  it("gives the whole file, comments included, for a single document", () => {
    expect(parse("# why\na: 1\n").documents[0]?.text).toBe("# why\na: 1\n");
  });

  it("refuses a file of absurd size before parsing it", () => {
    expect(parse("a: 1\n".repeat(300_000)).problems[0]?.message).toBe(
      "expected at most 1000000 characters, found 1500000",
    );
  });

  it("answers nesting deeper than the parser goes with a problem", () => {
    expect(parse("[".repeat(50_000)).problems.length).toBeGreaterThan(0);
  });
});
