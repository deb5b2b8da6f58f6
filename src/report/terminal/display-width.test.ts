import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayWidth, padLeft, truncateToWidth } from "./display-width.ts";

describe("displayWidth", () => {
  it.each([
    ["signer-3", 8],
    ["größe", 5],
    ["e\u0301", 1],
    ["块高度", 6],
    ["👩‍🚀🚀", 4],
    ["▁▂█✕✓…", 6],
    ["", 0],
  ])("measures %s as %i columns", (text, columns) => expect(displayWidth(text)).toBe(columns));
});

describe("truncateToWidth", () => {
  it("ends in an ellipsis only when something was cut", () => {
    expect(truncateToWidth("signer-3", 8)).toBe("signer-3");
    expect(truncateToWidth("signer-3", 7)).toBe("signer…");
    expect(truncateToWidth("块高度", 5)).toBe("块高…");
    expect(truncateToWidth("块高度", 4)).toBe("块…");
    expect(truncateToWidth("abc", 0)).toBe("");
  });

  it("never gives more columns than asked for", () => {
    const unit = fc.constantFrom("a", "ß", "块", "e\u0301", "👩‍🚀", "🚀", "▁", "\u200b", "가");
    fc.assert(
      fc.property(fc.string({ unit }), fc.nat(30), (text, columns) => {
        expect(displayWidth(truncateToWidth(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe("padLeft", () => {
  it("pads by columns, not by characters", () => {
    expect(padLeft("块", 4)).toBe("  块");
  });
});
