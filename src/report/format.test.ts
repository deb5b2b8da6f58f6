import { describe, expect, it } from "vitest";
import {
  formatCount,
  formatMoment,
  formatNumberOf,
  formatRate,
  formatShare,
  formatShareAtMost,
  formatSpan,
  joinReasons,
} from "./format.ts";

describe("formatCount", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1,000"],
    [1_234_567, "1,234,567"],
    [-1_234, "-1,234"],
    [null, "–"],
  ])("writes %s as %s", (count, text) => expect(formatCount(count)).toBe(text));
});

describe("formatRate", () => {
  it.each([
    [40, "40/s"],
    [38.64, "38.6/s"],
    [0.04, "0/s"],
    [1_234.5, "1,235/s"],
  ])("writes %s as %s", (perSecond, text) => expect(formatRate(perSecond)).toBe(text));
});

describe("formatShare", () => {
  it.each([
    [1, "100 %"],
    [0.999996, "99.999 %"],
    [0.29, "29 %"],
    [0, "0 %"],
    [null, "–"],
  ])("writes %s as %s", (share, text) => expect(formatShare(share)).toBe(text));
});

describe("formatShareAtMost", () => {
  it.each([
    [0.0005361, "0.054 %"],
    [0.29, "29 %"],
    [1e-9, "0.001 %"],
    [null, "–"],
  ])("writes %s as %s", (share, text) => expect(formatShareAtMost(share)).toBe(text));
});

describe("formatMoment", () => {
  it.each([
    [0, "0:00"],
    [65_900, "1:05"],
    [3_725_000, "1:02:05"],
    [-5, "0:00"],
  ])("writes %s ms as %s", (atMs, text) => expect(formatMoment(atMs)).toBe(text));
});

describe("formatNumberOf", () => {
  it("knows one from many", () => {
    expect([0, 1, 2_000].map((count) => formatNumberOf(count, "fault"))).toEqual([
      "0 faults",
      "1 fault",
      "2,000 faults",
    ]);
  });
});

describe("formatSpan", () => {
  it.each([
    [86_400_000, "1 d"],
    [7_200_000, "2 h"],
    [90_000, "90 s"],
    [250, "250 ms"],
    [0, "0 ms"],
  ])("writes %s ms as %s", (ms, text) => expect(formatSpan(ms)).toBe(text));
});

describe("joinReasons", () => {
  it("ends in one full stop, however the reasons end", () => {
    expect(joinReasons(["two were dropped.", "the clock moved"])).toBe("two were dropped; the clock moved.");
  });
});
