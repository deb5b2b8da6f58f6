import { describe, expect, it } from "vitest";
import type { Baseline, Night } from "../../model/baseline.ts";
import { hostileText } from "../../testing/hostile-result.ts";
import { sampleResult } from "../../testing/sample-result.ts";
import { renderBaselineTerminal, type ShownTrend } from "./baseline.ts";
import { plainStyle } from "./style.ts";

const inclusion = {
  name: "load.transfers.inclusion.p50",
  title: "transfers: inclusion, p50",
  unit: "ms",
  better: "lower",
  scale: "ratio",
} as const;

function night(index: number, changes: Partial<Night> = {}): Night {
  const effect = index < 5 ? 1 + index / 1000 : 1.12;
  return {
    recordedAt: `2026-11-${String(10 + index)}T02:00:00.000Z`,
    commit: `c0ffee${index}`,
    note: null,
    clients: "geth 1.13.15",
    harness: "Chaindrill 0.2.0",
    runs: ["a", "b"],
    invalid: [],
    isAa: false,
    metrics: [{ ...inclusion, values: [600, 640], censored: 0, median: 620 + 4 * index, effect }],
    histograms: {},
    ...changes,
  };
}

const baseline = (nights: Night[]): Baseline => ({
  version: 1,
  name: "nightly",
  environment: sampleResult().environment,
  nights,
});

const trend: ShownTrend = {
  name: inclusion.name,
  isLongEnough: true,
  points: [],
  changes: [
    {
      index: 5,
      recordedAt: "2026-11-15T02:00:00.000Z",
      commit: "c0ffee5",
      meanBefore: 1.002,
      meanAfter: 1.12,
      direction: "worse",
    },
  ],
};

describe("renderBaselineTerminal", () => {
  it("shows nights, medians and effects, and where they broke", () => {
    const nights = [0, 1, 2, 3, 4, 5, 6, 7].map((index) =>
      night(index, index === 1 ? { isAa: true, note: "A/A" } : {}),
    );
    expect(renderBaselineTerminal(baseline(nights), { style: plainStyle, trends: [trend] })).toMatchInlineSnapshot(`
      "nightly  8 nights, 2026-11-10 02:00 UTC to 2026-11-17 02:00 UTC, 1 A/A night of them
      drill on clique-5, 4be1c07f; process backend; 2 cores, Example CPU, 24064 MiB, linux x64

      metric                     medians     last  effects     last
      transfers: inclusion, p50  ▁▂▃▄▅▆▇█  648 ms  ▁▁▁▁▁|███  1.120

      | worse  transfers: inclusion, p50: since 2026-11-15 02:00 UTC, commit c0ffee5; effect 1.002 before, 1.120 since

      night                 commit   runs  left out  note
      2026-11-10 02:00 UTC  c0ffee0     2         0
      2026-11-11 02:00 UTC  c0ffee1     2         0  A/A, A/A
      2026-11-12 02:00 UTC  c0ffee2     2         0
      2026-11-13 02:00 UTC  c0ffee3     2         0
      2026-11-14 02:00 UTC  c0ffee4     2         0
      2026-11-15 02:00 UTC  c0ffee5     2         0
      2026-11-16 02:00 UTC  c0ffee6     2         0
      2026-11-17 02:00 UTC  c0ffee7     2         0
      "
    `);
  });

  it("says that there are too few nights to look for changes", () => {
    const short = { ...trend, isLongEnough: false, changes: [], points: [{ recordedAt: "" }] };
    expect(renderBaselineTerminal(baseline([night(0)]), { style: plainStyle, trends: [short] })).toContain(
      "too few nights to look for changes: 1 comparison at most for 1 metric",
    );
  });

  it("does not fall over a baseline without nights", () => {
    expect(renderBaselineTerminal(baseline([]), { style: plainStyle, trends: [] })).toMatchInlineSnapshot(`
      "nightly  0 nights, nothing was recorded
      drill on clique-5, 4be1c07f; process backend; 2 cores, Example CPU, 24064 MiB, linux x64
      "
    `);
  });

  it("lets no control character reach the terminal", () => {
    const hostile = night(0, { commit: hostileText, note: hostileText, recordedAt: hostileText });
    const text = renderBaselineTerminal(baseline([hostile]), { style: plainStyle, trends: [] });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the property.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
