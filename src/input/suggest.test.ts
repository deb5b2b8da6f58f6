import { describe, expect, it } from "vitest";
import { nearestWord, suggestion } from "./suggest.ts";

describe("nearestWord", () => {
  it.each([
    ["seletor", ["selector", "mode"], "selector"],
    ["SELECTOR", ["selector"], "selector"],
    ["actoin", ["action", "duration"], "action"],
    ["labelSelector", ["labelSelectors", "nodeSelectors"], "labelSelectors"],
    ["value", ["selector", "mode"], undefined],
    ["x", [], undefined],
    ["a".repeat(1000), ["a".repeat(999)], undefined],
  ])("takes %s among %j for %s", (typed, words, expected) => {
    expect(nearestWord(typed, words)).toBe(expected);
  });
});

describe("suggestion", () => {
  it("falls back to the choice there is", () => {
    expect(suggestion("zzz", ["one", "all"])).toBe("known here: one, all");
    expect(suggestion("zzz", [])).toBeUndefined();
  });
});
