import type { LatencyTable, LoadResult } from "../model/result.ts";
import { type Gauge, type GaugeFamily, type Labels, toSeconds } from "./open-metrics-text.ts";
import { percentiles } from "./percentiles.ts";

/** Rates, drops and latencies of every load. */
export function loadFamilies(loads: readonly LoadResult[], where: Labels): GaugeFamily[] {
  const each = loads.map((load) => ({ load, labels: { ...where, load: load.name } }));
  const tables = each.flatMap(({ load, labels }) => [
    { table: load.submit, labels: { ...labels, kind: "submit" } },
    ...(load.inclusion === null ? [] : [{ table: load.inclusion, labels: { ...labels, kind: "inclusion" } }]),
  ]);
  return [
    {
      name: "load_offered",
      unit: "per_second",
      help: "Rate that was asked of the load.",
      gauges: each.map(({ load, labels }) => ({ labels, value: load.offeredPerSecond })),
    },
    {
      name: "load_achieved",
      unit: "per_second",
      help: "Rate that the load reached.",
      gauges: each.map(({ load, labels }) => ({ labels, value: load.achievedPerSecond })),
    },
    {
      name: "load",
      unit: "operations",
      help: "Operations of the load by how they ended.",
      gauges: each.flatMap(({ load, labels }) =>
        (["ok", "rejected", "unknown", "dropped"] as const).map((outcome) => ({
          labels: { ...labels, outcome },
          value: load[outcome],
        })),
      ),
    },
    {
      name: "load_latency",
      unit: "seconds",
      help: "Latency from the intended start, where the samples are enough to tell the quantile.",
      gauges: tables.flatMap(({ table, labels }) =>
        windowsOf(table).flatMap(({ window, latency }): Gauge[] => [
          ...percentiles.map(({ key, share }) => ({
            labels: { ...labels, window, quantile: String(share) },
            value: toSeconds(latency[key]),
          })),
          { labels: { ...labels, window, quantile: "1" }, value: toSeconds(latency.max) },
        ]),
      ),
    },
    {
      name: "load_latency",
      unit: "samples",
      help: "Samples behind the latencies.",
      gauges: tables.flatMap(({ table, labels }) =>
        windowsOf(table).map(({ window, latency }) => ({ labels: { ...labels, window }, value: latency.count })),
      ),
    },
  ];
}

/** A fault may be called as the whole is; the first one counts then, so the whole comes first. */
const windowsOf = ({ whole, windows }: LatencyTable) => [{ window: "whole", latency: whole }, ...windows];
