// The parts of `report.md` that are folded away: what a reader opens who wants to know more than the verdict.

import type { LatencyTable, LoadResult, Metric, Result } from "../model/result.ts";
import { alertFires, alertResolves, alertWindows } from "./describe-alert.ts";
import { describeMetric } from "./describe-metric.ts";
import { formatCount, formatMs, formatShare, notMeasured } from "./format.ts";
import { code, folded, plain, table } from "./markdown-text.ts";
import { percentiles } from "./percentiles.ts";

/** Latencies of every load in every window; a dash where the samples are too few to tell. */
export function latenciesByWindow(loads: readonly LoadResult[]): string {
  const rows = loads.flatMap((load) => [
    ...latencyRows(`${code(load.name)} response`, load.submit),
    ...(load.inclusion === null ? [] : latencyRows(`${code(load.name)} inclusion`, load.inclusion)),
  ]);
  const head = ["Latency", "Window", "Samples", ...percentiles.map(({ title }) => title), "Longest"];
  const note = "A dash: too few samples to tell with 95 % confidence.";
  return folded("Latencies by window", rows.length === 0 ? "" : `${table(head, rows)}\n\n${note}`);
}

function latencyRows(what: string, { windows, whole }: LatencyTable): string[][] {
  const rows = [...windows, { window: "whole run", latency: whole }];
  return rows.map(({ window, latency }, index) => [
    index === 0 ? what : "",
    plain(window),
    formatCount(latency.count),
    ...percentiles.map(({ key }) => formatMs(latency[key])),
    formatMs(latency.max),
  ]);
}

/** What was measured while each load ran, from which its limit was told. */
export function limitEvidence(loads: readonly LoadResult[]): string {
  const rows = loads.flatMap(({ name, bottleneck: { limit, evidence } }) =>
    evidence.map((found, index) => [index === 0 ? code(name) : "", index === 0 ? limit : "", plain(found)]),
  );
  return folded("Limits, and what was measured", table(["Load", "Limit", "Measured (medians)"], rows));
}

/** What each fault spent of each error budget, and which alerts must have fired. */
export function alertsAndBudgets(slos: Result["slos"]): string {
  const budgets = slos.flatMap((slo) =>
    slo.faults.map((entry) => [
      plain(slo.displayName || slo.name),
      code(entry.fault),
      `${formatCount(entry.total - entry.good)} of ${formatCount(entry.total)}`,
      formatShare(entry.budgetSpent),
    ]),
  );
  const alerts = slos.flatMap((slo) =>
    slo.alerts.map((alert) => [
      plain(slo.displayName || slo.name),
      alert.severity,
      alertWindows(alert),
      String(alert.factor),
      alertFires(alert),
      alertResolves(alert),
      plain(alert.note),
    ]),
  );
  const head = ["Objective", "Severity", "Both windows", "Burn rate above", "Alert", "Over", "Found"];
  const parts = [table(["Objective", "Fault", "Bad", "Error budget spent"], budgets), table(head, alerts)];
  return folded("Error budget by fault, and alerts", parts.filter((part) => part !== "").join("\n\n"));
}

/** The numbers by which this run may be compared with others. */
export function numbersToCompare(metrics: readonly Metric[]): string {
  const rows = metrics.map((metric) => [
    plain(metric.title),
    code(metric.name),
    describeMetric(metric),
    metric.better,
    formatCount(metric.count),
    metric.why === null ? notMeasured : plain(metric.why),
  ]);
  return folded("Numbers to compare", table(["Number", "Name", "Value", "Better", "Measurements", "Why not"], rows));
}
