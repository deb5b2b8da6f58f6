// How the five answers of a comparison look everywhere: a word and a shape, so that colour is never the only sign.

import { assertNever } from "../../base/assert.ts";
import type { ComparisonStatus } from "../../model/comparison.ts";
import type { VerdictStatus } from "../../model/verdict.ts";
import type { Look } from "../terminal/style.ts";

export const comparisonWord: Readonly<Record<ComparisonStatus, string>> = {
  regression: "regression",
  improvement: "improvement",
  no_regression: "no regression",
  inconclusive: "inconclusive",
  invalid: "invalid",
};

export const comparisonMark: Readonly<Record<ComparisonStatus, string>> = {
  regression: "◆",
  improvement: "▲",
  no_regression: "●",
  inconclusive: "○",
  invalid: "✕",
};

/** The class of the page's colours: those of a run's verdicts. */
export function colorClass(status: ComparisonStatus): VerdictStatus {
  switch (status) {
    case "regression":
      return "fail";
    case "improvement":
    case "no_regression":
      return "pass";
    case "inconclusive":
      return "unknown";
    case "invalid":
      return "skipped";
    default:
      return assertNever(status);
  }
}

const looks: Readonly<Record<VerdictStatus, Look>> = { fail: "red", pass: "green", unknown: "yellow", skipped: "dim" };

export const comparisonLook = (status: ComparisonStatus): Look => looks[colorClass(status)];

/** Worst first. */
export const comparisonOrder: readonly ComparisonStatus[] = [
  "regression",
  "invalid",
  "inconclusive",
  "improvement",
  "no_regression",
];
