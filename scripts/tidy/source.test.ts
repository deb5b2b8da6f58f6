import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineAt, readSource } from "./source.ts";

const codeOf = (text: string) => readSource("src/base/x.ts", text).code;

describe("readSource", () => {
  it.each([
    ["a line comment", "a(); // b()", "a();       "],
    ["a block comment", "a(); /* b() */ c();", "a();           c();"],
    ["text", "a(\"b()\", 'c');", "a(\"   \", ' ');"],
    ["escaped quotes", 'a("\\"b()"); c();', 'a("     "); c();'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text for the scanner, not text with a mistake
    ["a template, but not its expressions", "a(`b ${c(`d ${e()}`)} f`);", "a(`  ${c(`  ${e()}`)}  `);"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text for the scanner, not text with a mistake
    ["braces inside a template's expression", "a(`${[{ b }].c}`);", "a(`${[{ b }].c}`);"],
    ["a regular expression with quotes and slashes", "a(/[/'\"]b()/g, c);", "a(/        /g, c);"],
  ])("blanks %s", (_what, text, expected) => {
    expect(codeOf(text)).toBe(expected);
  });

  it("takes a slash after a value for a division", () => {
    expect(codeOf("const half = (a + b) / 2; call('x'); // c")).toBe("const half = (a + b) / 2; call(' ');     ");
  });

  it("keeps every line where it was, whatever the text", () => {
    const parts = fc.constantFrom("a", "\n", "'", '"', "`", "${", "}", "{", "/", "*", "//", "/*", "*/", "\\", "(", " ");
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const { code, uncommented } = readSource("src/base/x.ts", text);
        for (const blanked of [code, uncommented]) {
          expect(blanked.length).toBe(text.length);
          expect(blanked.split("\n").length).toBe(text.split("\n").length);
        }
      }),
    );
  });
});

describe("lineAt", () => {
  it("counts from one", () => {
    expect([lineAt("a\nb\nc", 0), lineAt("a\nb\nc", 2), lineAt("a\nb\nc", 4)]).toEqual([1, 2, 3]);
  });
});
