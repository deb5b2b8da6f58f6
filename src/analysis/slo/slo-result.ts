import type { SloResult } from "../../model/result.ts";
import type { Slo } from "../../model/slo.ts";
import type { Windows } from "../windows.ts";
import { budgetByFault, budgetShare, sum } from "./budget-by-fault.ts";
import { budgetedSeconds, type EventSeconds } from "./event-seconds.ts";
import { sloAlerts } from "./slo-alerts.ts";

/** What a result says of an SLO whose events of the measured span were counted; judges nothing. */
export function sloResult(seconds: EventSeconds | undefined, options: { slo: Slo; windows: Windows }): SloResult {
  const { slo, windows } = options;
  const { name, displayName, target } = slo;
  const span = windows.measured;
  const described = { name, displayName, target };
  if (seconds === undefined || span === undefined) {
    return { ...described, good: 0, total: 0, share: null, budgetSpent: null, faults: [], alerts: [] };
  }
  const budgeted = budgetedSeconds(seconds, { slo, span, placing: "decided" });
  const good = sum(budgeted.good);
  const total = sum(budgeted.total);
  return {
    ...described,
    good,
    total,
    share: total === 0 ? null : good / total,
    budgetSpent: total === 0 ? null : budgetShare({ bad: total - good, total, slo, span }),
    faults: budgetByFault(seconds, { slo, span, faults: windows.faults }),
    alerts: sloAlerts(budgeted, slo),
  };
}
