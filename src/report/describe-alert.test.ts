import { describe, expect, it } from "vitest";
import { alertFires, alertResolves, alertWindows } from "./describe-alert.ts";

const alert = {
  severity: "page",
  longMs: 3_600_000,
  shortMs: 300_000,
  factor: 14.4,
  firesAtMs: 31_200,
  resolvesAtMs: 57_400,
  note: "",
} as const;
const words = (changes: object) =>
  [alertWindows, alertFires, alertResolves].map((describeIt) => describeIt({ ...alert, ...changes })).join(" | ");

describe("an alert in words", () => {
  it("says when it fires and when it is over", () => {
    expect(words({})).toBe("1 h and 5 m | fires at 0:31 | at 0:57");
  });

  it("says that it is on beyond the end of the run", () => {
    expect(words({ resolvesAtMs: null })).toBe("1 h and 5 m | fires at 0:31 | after the run");
  });

  it("says that it must stay silent", () => {
    expect(words({ firesAtMs: null, resolvesAtMs: null, longMs: 259_200_000 })).toBe("3 d and 5 m | silent | –");
  });
});
