import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wholeLines } from "./read-lines.ts";

/** What is given, each copied at once: it is valid no longer than that. */
const read = (pieces: readonly { text: string; afterGap: boolean }[]): string[] =>
  Array.from(wholeLines(pieces.map(({ text, afterGap }) => ({ bytes: Buffer.from(text), afterGap }))), String);

describe("wholeLines", () => {
  it("gives all of the text, and cuts it only where lines end", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "\n"), maxLength: 9 })), (texts) => {
        const given = read(texts.map((text) => ({ text, afterGap: false })));
        expect(given.join("")).toBe(texts.join(""));
        for (const lines of given.slice(0, -1)) expect(lines.endsWith("\n")).toBe(true);
      }),
    );
  });

  it("puts a line together that is longer than many pieces", () => {
    const long = "x".repeat(20_000);
    const pieces = ["a\n", long, long, "y\nb\n"].map((text) => ({ text, afterGap: false }));
    expect(read(pieces)).toEqual(["a\n", `${long}${long}y\n`, "b\n"]);
  });

  it("gives the beginning of a line that a gap cut off by itself", () => {
    const pieces = [
      { text: "a\nb", afterGap: false },
      { text: "c\n", afterGap: true },
    ];
    expect(read(pieces)).toEqual(["a\n", "b", "c\n"]);
  });
});
