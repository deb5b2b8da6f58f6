import { describe, expect, it } from "vitest";
import type { Recovery } from "../model/result.ts";
import { fromClearing, recoveryTime } from "./describe-recovery.ts";

const recovery = (changes: Partial<Recovery>): Recovery => ({
  subject: "service",
  kind: "recovered",
  impactAtMs: 1_000,
  recoveredAtMs: 13_300,
  fromInjectionMs: 12_300,
  fromImpactMs: 12_000,
  fromClearingMs: 2_000,
  unavailableMs: 12_000,
  resolutionMs: 250,
  note: null,
  ...changes,
});

describe("recoveryTime", () => {
  it.each([
    [recovery({}), "12.3 s"],
    [recovery({ kind: "no-impact" }), "no impact"],
    [recovery({ kind: "censored", fromInjectionMs: null }), "not recovered"],
    [recovery({ kind: "censored", fromInjectionMs: 63_000 }), "> 1 m 03 s"],
    [recovery({ kind: "unknown" }), "unknown"],
  ])("puts %o in words", (given, text) => expect(recoveryTime(given)).toBe(text));
});

describe("fromClearing", () => {
  it("turns a negative time into words", () => {
    expect(fromClearing(recovery({ fromClearingMs: -3_000 }))).toBe("3.0 s before clearing");
    expect(fromClearing(recovery({ fromClearingMs: null }))).toBe("–");
  });
});
