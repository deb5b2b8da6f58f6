// SLOs: the share of good events in the measured span against the target, and the error budget this run spent.

import type { SloResult } from "../../model/result.ts";
import type { Slo } from "../../model/slo.ts";
import type { Verdict } from "../../model/verdict.ts";
import { missingRecords } from "../loads/missing-records.ts";
import type { RunView } from "../run-view.ts";
import { verdict } from "../verdicts.ts";

/** The verdict on one SLO. */
export function judgeSlo(view: RunView, { slo, result }: { slo: Slo; result: SloResult }): Verdict {
  const events = eventsOf(slo);
  const asked = `${slo.displayName}: asked >= ${percent(slo.target)} of ${events} good`;
  const missing = slo.source.kind === "load" ? missingRecords(view, slo.source.load) : undefined;
  if (missing !== undefined) {
    return verdict(`slo.${slo.name}`, { status: "unknown", summary: `${asked}, not known: ${missing}` });
  }
  if (result.share === null) {
    return verdict(`slo.${slo.name}`, { status: "unknown", summary: `${asked}, not known: there were none` });
  }
  const spent =
    result.budgetSpent === null ? "" : `, ${percent(result.budgetSpent)} of the period's error budget spent`;
  return verdict(`slo.${slo.name}`, {
    status: result.share >= slo.target ? "pass" : "fail",
    summary: `${asked}, found ${percent(result.share)} (${result.good} of ${result.total})${spent}`,
  });
}

/** What spends the budget, in a word. */
function eventsOf({ budgeting, source }: Slo): string {
  switch (budgeting.kind) {
    case "timeslices":
      return "slices";
    case "seconds":
      return "seconds";
    case "occurrences":
      return source.kind === "canary" ? "canaries" : "requests";
  }
}

/** Rounded down, so that a share just under its target never reads as if it had met it. */
function percent(share: number): string {
  return `${(Math.floor(share * 100_000 + 1e-6) / 1000).toString()} %`;
}
