// The numbers of a run that another run's can be compared with, in a fixed order: loads, canary, faults. Where a run does
// not say a number, the metric stays in the list with the reason, so that a comparison can tell "gone" from "never there".

import { cutOff } from "../../model/operation.ts";
import type { FaultResult, LatencySummary, LoadResult, Metric, Recovery, Result } from "../../model/result.ts";
import { sampleSizeFor } from "../latency.ts";

/** What the metrics of a run are read from. */
export type MeasuredRun = Pick<Result, "loads" | "canary" | "faults">;

/** The metrics of a run. */
export function metricsOf({ loads, canary, faults }: MeasuredRun): Metric[] {
  return [
    ...loads.flatMap(loadMetrics),
    ...(canary.sent === 0 ? [] : [canaryMetric(canary)]),
    ...faults.flatMap((fault) => faultMetrics(fault)),
  ];
}

function loadMetrics(load: LoadResult): Metric[] {
  const { name, inclusion, submit } = load;
  return [
    ...(inclusion === null ? [] : latencyMetrics(`load.${name}.inclusion`, `${name}: inclusion`, inclusion.steady)),
    ...latencyMetrics(`load.${name}.submit`, `${name}: submit`, submit.steady),
    throughput(load),
    badShare(load),
  ];
}

function latencyMetrics(name: string, title: string, latency: LatencySummary): Metric[] {
  const metric = (percentile: "p50" | "p99", share: number) =>
    duration({
      name: `${name}.${percentile}`,
      title: `${title}, ${percentile} in steady state`,
      value: latency[percentile],
      count: latency.count,
      why: `${latency.count} samples in the steady stretch, ${percentile} needs ${sampleSizeFor(share)}`,
    });
  return [metric("p50", 0.5), metric("p99", 0.99)];
}

function throughput({ name, steady }: LoadResult): Metric {
  const value = steady === null || steady.seconds === 0 ? null : steady.achieved / steady.seconds;
  return {
    name: `load.${name}.throughput`,
    title: `${name}: throughput in steady state`,
    unit: "perSecond",
    better: "higher",
    scale: "ratio",
    value,
    censored: false,
    count: steady?.achieved ?? 0,
    why: value === null ? "the run had no steady stretch" : null,
  };
}

/** Over the whole run, faults included: what a fault costs shows here even where it hardly moves the quantiles. */
function badShare({ name, offered, dropped, rejected, unknown, errors }: LoadResult): Metric {
  // What the end of the load cut off would have been answered: it is more the longer the road is, and bad it is not.
  const underWay = errors.find(({ error }) => error === cutOff)?.count ?? 0;
  return {
    name: `load.${name}.bad`,
    title: `${name}: dropped, rejected or unanswered`,
    unit: "share",
    better: "lower",
    scale: "difference",
    value: offered === 0 ? null : (dropped + rejected + unknown - underWay) / offered,
    censored: false,
    count: offered,
    why: offered === 0 ? "nothing was offered" : null,
  };
}

function canaryMetric({ latency }: MeasuredRun["canary"]): Metric {
  return duration({
    name: "canary.inclusion.p50",
    title: "canary: inclusion, p50 of the whole run",
    value: latency.p50,
    count: latency.count,
    why: `${latency.count} canaries were included, p50 needs ${sampleSizeFor(0.5)}`,
  });
}

/** Of the service alone: a node that is down for as long as its fault lasts says nothing about the build. */
function faultMetrics(fault: FaultResult): Metric[] {
  const recovery = fault.recoveries.find(({ subject }) => subject === "service");
  const why = whyNoRecovery(fault, recovery);
  const count = why === null ? 1 : 0;
  const unavailableMs = why === null ? (recovery?.unavailableMs ?? null) : null;
  return [
    {
      ...duration({
        name: `rta.${fault.name}.service`,
        title: `${fault.name}: recovery of the service from injection`,
        value: why === null ? recoveryMs(recovery) : null,
        count,
        why,
      }),
      censored: why === null && recovery?.kind === "censored",
    },
    duration({
      name: `unavailable.${fault.name}.service`,
      title: `${fault.name}: service unavailable in all`,
      value: unavailableMs,
      count,
      why: why ?? "the run does not say it",
    }),
  ];
}

function whyNoRecovery({ bit, why }: FaultResult, recovery: Recovery | undefined): string | null {
  if (bit !== "yes") return `the fault did not bite: ${why ?? bit}`;
  if (recovery === undefined) return "nobody watched the service";
  return recovery.kind === "unknown" ? (recovery.note ?? "the recovery cannot be dated") : null;
}

/** Without impact there was nothing to recover from. A censored one is at least as long as was seen. */
const recoveryMs = (recovery: Recovery | undefined): number | null =>
  recovery?.kind === "no-impact" ? 0 : (recovery?.fromInjectionMs ?? null);

function duration(
  metric: Pick<Metric, "name" | "title" | "value" | "count"> & { readonly why: string | null },
): Metric {
  return {
    ...metric,
    unit: "ms",
    better: "lower",
    scale: "ratio",
    censored: false,
    why: metric.value === null ? metric.why : null,
  };
}
