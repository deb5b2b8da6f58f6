// How long the packets of a fault may be measured, and with how many. Pure.

import type { TrafficShape } from "../../model/traffic.ts";
import type { FlowRequest } from "./pod-probe.ts";

export interface TrafficBudget {
  /** Undefined when single packets show nothing of the shape. */
  readonly flow: Omit<FlowRequest, "address" | "port"> | undefined;
  /** Undefined when the shape has no rate. */
  readonly bulkMs: number | undefined;
}

const budgetMsMax = 2000;
/** Of a fault's duration. */
const budgetShare = 0.5;
const packetsMax = 200;
/** Fewer tell nothing of a chance. */
const packetsMin = 20;
const everyMs = 5;
const bytes = 200;
/** Ethernet, IPv4 and UDP headers. */
const headerBytes = 42;
/** What a probe may take of a rate limit, so that it does not wait in its own queue. */
const rateShare = 0.25;
/** Beyond the delay that was asked for. */
const patienceMs = 200;
const bulkShareBesideFlow = 0.4;

/** Packets and transfer that fit into half of the fault, and into 2 s; a delay longer than that is waited for. */
export function trafficBudget(options: {
  shape: TrafficShape;
  ways: 1 | 2;
  durationMs: number | undefined;
}): TrafficBudget {
  const { shape } = options;
  const budgetMs = Math.min(budgetMsMax, (options.durationMs ?? Number.POSITIVE_INFINITY) * budgetShare);
  const rate = shape.bandwidth?.bytesPerSecond ?? shape.rateBytesPerSecond;
  const chances = [shape.delay, shape.loss, shape.duplicate, shape.corrupt];
  const hasFlow = chances.some((part) => part !== undefined);
  const bulkMs = rate === undefined ? undefined : Math.round(budgetMs * (hasFlow ? bulkShareBesideFlow : 1 / 2));
  if (!hasFlow) return { flow: undefined, bulkMs };
  const slowest = (shape.delay?.latencyMs ?? 0) + (shape.delay?.jitterMs ?? 0);
  const waitMs = options.ways * slowest + patienceMs;
  const gentleMs =
    rate === undefined ? everyMs : Math.max(everyMs, ((bytes + headerBytes) / (rate * rateShare)) * 1000);
  const forPackets = budgetMs - (bulkMs ?? 0) - waitMs;
  const count = Math.min(packetsMax, Math.max(packetsMin, Math.floor(forPackets / gentleMs)));
  return { flow: { count, everyMs: gentleMs, bytes, waitMs }, bulkMs };
}

/** For looks at an unshaped way. */
export const shortFlow: Omit<FlowRequest, "address" | "port"> = { count: 20, everyMs: 5, bytes, waitMs: 200 };
export const shortBulkMs = 200;
