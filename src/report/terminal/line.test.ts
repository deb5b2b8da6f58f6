import { describe, expect, it } from "vitest";
import { piece, renderLine, tableLines } from "./line.ts";
import { plainStyle, type Style } from "./style.ts";

const tagged: Style = (look, text) => `<${look}>${text}</>`;

describe("renderLine", () => {
  it("cuts before it colours, so that no colour is left open", () => {
    const line = [piece("signer-0 ", "red"), piece("is down", "dim"), piece(" for good")];
    expect(renderLine(line, { columns: 12, style: tagged })).toBe("<red>signer-0 </><dim>is…</>");
  });

  it("has no white space at its end", () => {
    expect(renderLine([piece("a  "), piece("  ", "red"), piece("")], { columns: 80, style: tagged })).toBe("a");
  });

  it("shows text of the run on one line without control characters, and keeps spaces that align", () => {
    expect(piece("  a\u001b[2J\nb ")).toEqual({ text: "  a b ", look: undefined });
  });
});

describe("tableLines", () => {
  it("aligns columns under their titles by display width", () => {
    const lines = tableLines(
      [
        { title: "node", align: "left" },
        { title: "height", align: "right" },
        { title: "", align: "left" },
      ],
      [
        [piece("块-0"), piece("7"), piece("ok")],
        [piece("signer-1"), piece("1,200"), piece("")],
      ],
    );
    expect(lines.map((line) => renderLine(line, { columns: 80, style: plainStyle }))).toEqual([
      "node      height",
      "块-0           7  ok",
      "signer-1   1,200",
    ]);
  });
});
