// What happened, as spans of time in rows: the phases, each fault, the service, each node.

import { headDistanceMax } from "../../../model/cluster.ts";
import type { FaultResult, Recovery, Result } from "../../../model/result.ts";
import { cleanLine } from "../../clean-text.ts";
import { recoveryTime } from "../../describe-recovery.ts";
import { type FaultSpan, faultSpansOf } from "./fault-spans.ts";

export interface LaneBar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly color: string;
  /** Share of the row's height. */
  readonly thickness: number;
  /** Inside the bar, left out when there is no room. */
  readonly label?: string;
  readonly labelColor?: string;
  /** To the right of the bar. */
  readonly after?: string;
}

export interface Lane {
  readonly name: string;
  readonly bars: readonly LaneBar[];
}

/** The rows of the timeline, from top to bottom. */
export function lanesOf(result: Result, spanMs: number): Lane[] {
  const spans = faultSpansOf(result, spanMs);
  return [
    ...(result.phases.length === 0 ? [] : [phaseLane(result)]),
    ...result.faults.map((fault, index) =>
      faultLane({
        name: `F${index + 1} ${cleanLine(fault.name)}`,
        fault,
        span: spans.find((span) => span.fault === fault),
      }),
    ),
    ...(spans.some((span) => span.service !== undefined) ? [serviceLane({ result, spans, spanMs })] : []),
    ...nodeLanes(result),
  ];
}

function phaseLane(result: Result): Lane {
  const bars = result.phases.map((span, index) => ({
    fromMs: span.fromMs,
    toMs: span.toMs,
    color: index % 2 === 0 ? "var(--phase-a)" : "var(--phase-b)",
    thickness: 0.9,
    label: cleanLine(span.phase),
    labelColor: "var(--ink)",
  }));
  return { name: "phase", bars };
}

function faultLane(options: { name: string; fault: FaultResult; span: FaultSpan | undefined }): Lane {
  const { name, fault, span } = options;
  const look = { color: "var(--fault)", thickness: 0.7 };
  if (span === undefined) {
    const atMs = fault.requestedAtMs;
    return { name, bars: atMs === null ? [] : [{ fromMs: atMs, toMs: atMs, ...look, after: "not injected" }] };
  }
  const { fromMs, toMs, backMs } = span;
  const said = fault.bit === "no" ? "did not bite" : recoveryWord(span.service);
  if (backMs <= toMs) return { name, bars: [{ fromMs, toMs, ...look, after: said }] };
  const recovering = { fromMs: toMs, toMs: backMs, color: "var(--recovering)", thickness: 0.7, after: said };
  return { name, bars: [{ fromMs, toMs, ...look }, recovering] };
}

function recoveryWord(service: Recovery | undefined): string {
  if (service === undefined) return "";
  return service.kind === "recovered" ? `RTO ${recoveryTime(service)}` : recoveryTime(service);
}

const watchedPhases = ["steady", "faults", "heal", "recovery", "drain"];

function serviceLane(options: { result: Result; spans: readonly FaultSpan[]; spanMs: number }): Lane {
  const watched = options.result.phases.filter((span) => watchedPhases.includes(span.phase));
  const healthy: LaneBar = {
    fromMs: watched[0]?.fromMs ?? 0,
    toMs: watched.at(-1)?.toMs ?? options.spanMs,
    ...nodeLook["in-step"],
  };
  return { name: "service", bars: [healthy, ...options.spans.flatMap(serviceBars)] };
}

function serviceBars({ service, fromMs, observedUntilMs }: FaultSpan): LaneBar[] {
  // Not known must not look like healthy.
  if (service === undefined || service.kind === "unknown")
    return [{ fromMs, toMs: observedUntilMs, ...nodeLook.behind, label: "unknown" }];
  if (service.impactAtMs === null) return [];
  const toMs = service.recoveredAtMs ?? observedUntilMs;
  return [{ fromMs: service.impactAtMs, toMs, ...nodeLook.silent, label: "unhealthy" }];
}

type NodeState = "in-step" | "behind" | "silent";

const nodeLook: Readonly<Record<NodeState, { color: string; thickness: number }>> = {
  "in-step": { color: "var(--pass)", thickness: 0.22 },
  behind: { color: "var(--unknown)", thickness: 0.5 },
  silent: { color: "var(--fail)", thickness: 0.7 },
};

function nodeLanes({ series }: Result): Lane[] {
  const nodes = Object.entries(series.heights);
  const highest = Array.from({ length: series.buckets }, (_, bucket) =>
    nodes.reduce((high, [, heights]) => Math.max(high, heights[bucket] ?? -1), -1),
  );
  const lastSeen = highest.findLastIndex((height) => height >= 0);
  return nodes.map(([node, heights]) => {
    const firstSeen = heights.findIndex((height) => height !== null);
    const stateAt = (bucket: number): NodeState | undefined => {
      if (firstSeen < 0 || bucket < firstSeen || bucket > lastSeen) return undefined;
      const height = heights[bucket] ?? null;
      if (height === null) return "silent";
      return (highest[bucket] ?? height) - height > headDistanceMax ? "behind" : "in-step";
    };
    return { name: cleanLine(node), bars: runsOf({ buckets: series.buckets, bucketMs: series.bucketMs, stateAt }) };
  });
}

/** Neighbouring buckets in the same state become one bar. */
function runsOf(options: {
  buckets: number;
  bucketMs: number;
  stateAt: (bucket: number) => NodeState | undefined;
}): LaneBar[] {
  const bars: LaneBar[] = [];
  let start = 0;
  for (let bucket = 1; bucket <= options.buckets; bucket++) {
    const state = options.stateAt(start);
    if (bucket < options.buckets && options.stateAt(bucket) === state) continue;
    if (state !== undefined) {
      bars.push({ fromMs: start * options.bucketMs, toMs: bucket * options.bucketMs, ...nodeLook[state] });
    }
    start = bucket;
  }
  return bars;
}
