// Order and titles of verdicts, the same in every report: worst first, and by the question a reader has.

import type { Verdict, VerdictStatus } from "../model/verdict.ts";

export const verdictGroups = ["experiment", "network", "rto", "rpo", "slo", "ledger", "other"] as const;
export type VerdictGroup = (typeof verdictGroups)[number];

export const groupTitle: Readonly<Record<VerdictGroup, string>> = {
  experiment: "Was the experiment valid?",
  network: "Did the nodes hold?",
  rto: "Did it recover in time?",
  rpo: "Was anything lost?",
  slo: "Was the service good enough?",
  ledger: "Is the ledger consistent?",
  other: "Other checks",
};

const statusOrder = ["fail", "unknown", "pass", "skipped"] as const satisfies readonly VerdictStatus[];

/** A mark beside the word, so that colour is never the only sign. */
export const statusMark: Readonly<Record<VerdictStatus, string>> = { fail: "✕", unknown: "?", pass: "✓", skipped: "–" };

/** The group is the first part of the dotted name. */
export function groupOf(verdict: Verdict): VerdictGroup {
  const first = verdict.name.split(".", 1)[0];
  return verdictGroups.find((group) => group === first) ?? "other";
}

/** Fail, unknown, pass, skipped; inside a status by group, then in the order of the result. */
export function worstFirst(verdicts: readonly Verdict[]): Verdict[] {
  const rank = (verdict: Verdict) =>
    statusOrder.indexOf(verdict.status) * verdictGroups.length + verdictGroups.indexOf(groupOf(verdict));
  return verdicts.toSorted((a, b) => rank(a) - rank(b));
}

/** Verdicts by group, in the order of the groups; empty groups are left out. */
export function byGroup(verdicts: readonly Verdict[]): { group: VerdictGroup; verdicts: Verdict[] }[] {
  return verdictGroups
    .map((group) => ({ group, verdicts: verdicts.filter((verdict) => groupOf(verdict) === group) }))
    .filter((entry) => entry.verdicts.length > 0);
}

/** "2 failed, 1 unknown, 14 passed, 3 skipped"; zero counts are left out. */
export function countStatuses(verdicts: readonly Verdict[]): string {
  const words = { fail: "failed", unknown: "unknown", pass: "passed", skipped: "skipped" };
  const counts = statusOrder.map((status) => ({
    status,
    count: verdicts.filter((verdict) => verdict.status === status).length,
  }));
  const shown = counts.filter((entry) => entry.count > 0).map((entry) => `${entry.count} ${words[entry.status]}`);
  return shown.length === 0 ? "no checks" : shown.join(", ");
}
