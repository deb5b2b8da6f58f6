import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLine, cleanText } from "./clean-text.ts";

describe("cleanText", () => {
  it("removes terminal sequences whole, not only their escape character", () => {
    expect(cleanText("a\u001b[31mred\u001b[0m b\u001b]0;title\u0007c")).toBe("ared bc");
  });

  it("removes control characters and direction overrides but keeps lines and tabs", () => {
    expect(cleanText("one\r\ntwo\u0000\u0008\tthree\u202egnp.exe\u2066")).toBe("one\ntwo\tthreegnp.exe");
  });

  it("replaces lone surrogates", () => {
    expect(cleanText("a\ud800b")).toBe("a\ufffdb");
  });

  it("leaves other text alone", () => {
    expect(cleanText("signer-3: größer ≥ 3 块 🚀")).toBe("signer-3: größer ≥ 3 块 🚀");
  });

  it("gives text that is clean", () => {
    const code = fc.oneof(
      fc.nat(0xa0),
      fc.integer({ min: 0x2000, max: 0x2070 }),
      fc.integer({ min: 0xd800, max: 0xffff }),
    );
    const unit = code.map((one) => String.fromCharCode(one));
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the property.
        expect(cleanText(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\ufffe\uffff]/);
        expect(cleanText(text).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("cleanLine", () => {
  it("makes one line of many", () => {
    expect(cleanLine("  a\n\n b\t c ")).toBe("a b c");
  });
});
