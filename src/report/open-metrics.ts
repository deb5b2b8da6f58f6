// A run as gauges, for a collector of text files: https://prometheus.io/docs/specs/om/open_metrics_spec/
// Every gauge is labelled with the plan and where it ran, but not with the run, so that nights make one series.

import type { Metric, Result } from "../model/result.ts";
import { loadFamilies } from "./open-metrics-loads.ts";
import { type GaugeFamily, type Labels, openMetricsText, toSeconds } from "./open-metrics-text.ts";

/** The text of `metrics.txt` of a run. */
export function renderOpenMetrics(result: Result): string {
  const { plan, cluster, backend } = result.run;
  const where = { plan, cluster, backend };
  return openMetricsText([
    ...runFamilies(result, where),
    ...metricFamilies(result.metrics, where),
    ...faultFamilies(result, where),
    ...lossFamilies(result, where),
    ...loadFamilies(result.loads, where),
    ...sloFamilies(result, where),
  ]);
}

function runFamilies({ run, verdict, verdicts, invalid }: Result, where: Labels): GaugeFamily[] {
  const about = { run: run.id, commit: run.commit ?? "", version: run.chaindrillVersion, seed: String(run.seed) };
  const startedMs = Date.parse(run.startedAt);
  return [
    {
      name: "run",
      help: "Always 1; the labels say which run this is.",
      gauges: [{ labels: { ...where, ...about }, value: 1 }],
    },
    {
      name: "run_started",
      unit: "seconds",
      help: "When the run began, since the Unix epoch.",
      gauges: [{ labels: where, value: Number.isNaN(startedMs) ? null : startedMs / 1000 }],
    },
    {
      name: "run_duration",
      unit: "seconds",
      help: "How long the run took.",
      gauges: [{ labels: where, value: toSeconds(run.durationMs) }],
    },
    {
      name: "run_verdict",
      help: "1 for the verdict of the run.",
      gauges: [{ labels: { ...where, status: verdict.status }, value: 1 }],
    },
    {
      name: "run_comparable",
      help: "1 when the numbers of the run may be compared with other runs', 0 when not.",
      gauges: [{ labels: where, value: invalid.length === 0 ? 1 : 0 }],
    },
    {
      name: "check_verdict",
      help: "1 for the verdict of each check.",
      gauges: verdicts.map((entry) => ({ labels: { ...where, check: entry.name, status: entry.status }, value: 1 })),
    },
  ];
}

const families = {
  ms: { name: "metric", unit: "seconds" },
  share: { name: "metric", unit: "ratio" },
  perSecond: { name: "metric", unit: "per_second" },
  count: { name: "metric_number" },
} as const;

/** The numbers that runs are compared by, one family for each unit. */
function metricFamilies(metrics: readonly Metric[], where: Labels): GaugeFamily[] {
  return (["ms", "share", "perSecond", "count"] as const).map((unit) => ({
    ...families[unit],
    help: "Numbers of the run that other runs' can be compared with.",
    gauges: metrics
      .filter((metric) => metric.unit === unit)
      .map((metric) => ({
        labels: { ...where, metric: metric.name },
        value: unit === "ms" ? toSeconds(metric.value) : metric.value,
      })),
  }));
}

function faultFamilies({ faults }: Result, where: Labels): GaugeFamily[] {
  const recoveries = faults.flatMap((fault) =>
    fault.recoveries.map((recovery) => ({
      recovery,
      labels: { ...where, fault: fault.name, subject: recovery.subject },
    })),
  );
  return [
    {
      name: "recovery",
      unit: "seconds",
      help: "Time until recovered, counted from injection, impact or clearing of the fault.",
      gauges: recoveries.flatMap(({ recovery, labels }) => [
        { labels: { ...labels, from: "injection" }, value: toSeconds(recovery.fromInjectionMs) },
        { labels: { ...labels, from: "impact" }, value: toSeconds(recovery.fromImpactMs) },
        { labels: { ...labels, from: "clearing" }, value: toSeconds(recovery.fromClearingMs) },
      ]),
    },
    {
      name: "recovered",
      help: "1 when recovery was seen, or there was nothing to recover from; 0 when it was not seen.",
      gauges: recoveries.map(({ recovery, labels }) => ({
        labels,
        value: recovery.kind === "unknown" ? null : recovery.kind === "censored" ? 0 : 1,
      })),
    },
    {
      name: "unavailable",
      unit: "seconds",
      help: "Unhealthy time since injection, in all.",
      gauges: recoveries.map(({ recovery, labels }) => ({ labels, value: toSeconds(recovery.unavailableMs) })),
    },
    {
      name: "reorg_depth",
      unit: "blocks",
      help: "Deepest reorganisation after the fault.",
      gauges: faults.map((fault) => ({ labels: { ...where, fault: fault.name }, value: fault.reorgDepthMax })),
    },
  ];
}

function lossFamilies({ rpo }: Result, where: Labels): GaugeFamily[] {
  const family = (name: "acknowledged" | "lost" | "moved", help: string): GaugeFamily => ({
    name,
    unit: "transactions",
    help,
    gauges: rpo.map((level) => ({ labels: { ...where, level: level.level }, value: level[name] })),
  });
  return [
    family("acknowledged", "Transactions acknowledged at the level."),
    family("lost", "Of them, those on no canonical chain in the end."),
    family("moved", "Of them, those in another block in the end."),
  ];
}

function sloFamilies({ slos }: Result, where: Labels): GaugeFamily[] {
  const each = slos.map((slo) => ({ slo, labels: { ...where, slo: slo.name } }));
  return [
    {
      name: "slo_good",
      unit: "ratio",
      help: "Share of good events.",
      gauges: each.map(({ slo, labels }) => ({ labels, value: slo.share })),
    },
    {
      name: "slo_target",
      unit: "ratio",
      help: "Share of good events asked for.",
      gauges: each.map(({ slo, labels }) => ({ labels, value: slo.target })),
    },
    {
      name: "slo_budget_spent",
      unit: "ratio",
      help: "Share of the period's error budget that was spent: by the whole run, or by one fault.",
      gauges: each.flatMap(({ slo, labels }) => [
        { labels: { ...labels, fault: "" }, value: slo.budgetSpent },
        ...slo.faults.map((entry) => ({ labels: { ...labels, fault: entry.fault }, value: entry.budgetSpent })),
      ]),
    },
    {
      name: "slo_alert_fires",
      help: "1 when the burn-rate alert must have fired during the run, 0 when it must have been silent.",
      gauges: each.flatMap(({ slo, labels }) =>
        slo.alerts.map((alert) => ({
          labels: { ...labels, severity: alert.severity, factor: String(alert.factor), ...windowsOf(alert) },
          value: alert.firesAtMs === null ? 0 : 1,
        })),
      ),
    },
  ];
}

const windowsOf = ({ longMs, shortMs }: { longMs: number; shortMs: number }): Labels => ({
  long: `${longMs / 1000}s`,
  short: `${shortMs / 1000}s`,
});
