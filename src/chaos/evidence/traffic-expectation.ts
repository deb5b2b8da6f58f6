// What a shape does to a flow of packets that is measured, and how far a measurement may be from it. Pure.

import type { Observation } from "../../model/fault.ts";
import type { Delay, TrafficShape } from "../../model/traffic.ts";
import { never, type ShareRange, shareRange } from "./chance-range.ts";

/** One flow from a pod that shapes to a partner that echoes. */
export interface MeasuredFlow {
  readonly sent: number;
  /** Distinct packets that arrived at the partner. */
  readonly arrived: number;
  /** Second copies that arrived. */
  readonly duplicated: number;
  readonly reordered: number;
  /** Undefined when nothing came back. */
  readonly roundTripMs: { readonly mean: number; readonly stddev: number } | undefined;
}

/** How long a connect to a place outside takes, on average; undefined when nobody answered. */
export function judgeConnects(options: {
  between: string;
  shape: TrafficShape;
  beforeMs: number | undefined;
  duringMs: number | undefined;
}): Observation {
  const { between, beforeMs, duringMs } = options;
  const { delay } = options.shape;
  if (delay === undefined || beforeMs === undefined || duringMs === undefined) {
    const found = delay === undefined ? "nobody outside the cluster echoes them" : "nobody there answers";
    return { what: `packets ${between}`, expected: "measured", found, asExpected: false };
  }
  const { meanMs } = oneWayDelay(delay);
  const toleranceMs = Math.max(delayTolerance.ms, delayTolerance.share * meanMs) + delay.jitterMs;
  const moreMs = duringMs - beforeMs;
  return {
    what: `delay ${between}`,
    expected: `${rounded(meanMs)} ms more per connect, give or take ${rounded(toleranceMs)} ms`,
    found: `${rounded(moreMs)} ms more`,
    asExpected: Math.abs(moreMs - meanMs) <= toleranceMs,
  };
}

export interface FlowComparison {
  /** "from signer-0 to signer-1". */
  readonly between: string;
  readonly shape: TrafficShape;
  /** How often a round trip meets the shape: twice when the partner shapes as well. */
  readonly ways: 1 | 2;
  readonly before: MeasuredFlow;
  readonly during: MeasuredFlow;
}

/** A mean delay may differ from what was asked by this share of it, or by so many ms: per way. */
export const delayTolerance = { share: 0.2, ms: 5 };
/** A spread is the square of small numbers: it may be off by this share. */
const spreadTolerance = { share: 0.5, ms: 3 };
/** Of a mean: 99.9 % of all means of a normal distribution lie within so many standard errors. */
const standardErrors = 3.3;
/** A rate may be missed by so much, since headers and TCP's own pace count in, and exceeded by less. */
const rateTolerance = { below: 0.25, above: 0.1 };

/** Everything that the shape asks of single packets, asked against measured. */
export function judgeFlow(comparison: FlowComparison): Observation[] {
  const { shape } = comparison;
  return [
    ...(shape.loss === undefined && shape.corrupt === undefined ? [] : [judgeArrivals(comparison)]),
    ...(shape.duplicate === undefined ? [] : [judgeCopies(comparison)]),
    ...(shape.delay === undefined ? [] : judgeDelay(comparison, shape.delay)),
  ];
}

/** A packet with a flipped bit fails its checksum and is discarded where it arrives: to be damaged is to be lost. */
function judgeArrivals({ between, shape, during }: FlowComparison): Observation {
  const { loss, corrupt, copy } = rangesOf(shape, during.sent);
  // A packet that is both lost and duplicated passes once (netem counts it down and up); a flipped bit in the
  // Ethernet header's source address harms nobody.
  const least = Math.max(loss.least * (1 - copy.most), corrupt.least * 0.9);
  const most = 1 - (1 - loss.most) * (1 - corrupt.most);
  const names = [...(shape.loss ? ["lost"] : []), ...(shape.corrupt ? ["damaged"] : [])].join(" or ");
  const missing = during.sent - during.arrived;
  return {
    what: `packets ${names} ${between}`,
    expected: sharesText(1 - (1 - loss.mean) * (1 - corrupt.mean), { least, most }),
    found: `${percent(missing / during.sent)} (${missing} of ${during.sent})`,
    asExpected: within(missing, { least, most, of: during.sent }),
  };
}

function judgeCopies({ between, shape, during }: FlowComparison): Observation {
  const { loss, corrupt, copy } = rangesOf(shape, during.sent);
  // Both copies have to arrive to be seen as two.
  const least = copy.least * ((1 - loss.most) * (1 - corrupt.most)) ** 2;
  return {
    what: `packets duplicated ${between}`,
    expected: sharesText(copy.mean, { least, most: copy.most }),
    found: `${percent(during.duplicated / during.sent)} (${during.duplicated} of ${during.sent})`,
    asExpected: within(during.duplicated, { least, most: copy.most, of: during.sent }),
  };
}

function judgeDelay(comparison: FlowComparison, delay: Delay): Observation[] {
  const { between, ways, before, during } = comparison;
  const asked = oneWayDelay(delay);
  const observations: Observation[] = [];
  const measured = measuredDelay(before, during);
  const toleranceMs = ways * Math.max(delayTolerance.ms, delayTolerance.share * asked.meanMs) + noiseMs(delay, during);
  const what = `delay ${between}`;
  const expected = `${ways * rounded(asked.meanMs)} ms more per round trip, give or take ${rounded(toleranceMs)} ms`;
  if (measured === undefined) {
    const everythingLost = comparison.shape.loss?.percent === 100;
    const lost = "every packet is lost, as asked, so no delay can be seen";
    return [{ what, expected, found: everythingLost ? lost : "no echo came back", asExpected: everythingLost }];
  }
  observations.push({
    what,
    expected,
    found: `${rounded(measured)} ms more`,
    asExpected: Math.abs(measured - ways * asked.meanMs) <= toleranceMs,
  });
  if (delay.reorder !== undefined && delay.reorder.percent > 0 && delay.reorder.percent < 100) {
    const { reordered } = during;
    const found = `${reordered} of ${during.sent}`;
    observations.push({ what: `packets overtaken ${between}`, expected: "some", found, asExpected: reordered > 0 });
  } else if (delay.jitterMs > 0 && delay.jitterMs <= delay.latencyMs) {
    observations.push(judgeSpread(comparison, delay));
  }
  return observations;
}

/**
 * Jitter is uniform, so its standard deviation is known: the jitter divided by the root of three. What round trips spread
 * without it, on a busy machine, is independent of it, so the variances add. It may only widen: it comes and goes.
 */
function judgeSpread({ between, ways, before, during }: FlowComparison, delay: Delay): Observation {
  const stddev = spreadMs(delay) * Math.sqrt(ways);
  const toleranceMs = Math.max(spreadTolerance.ms, spreadTolerance.share * stddev);
  const mostMs = Math.hypot(stddev + toleranceMs, before.roundTripMs?.stddev ?? 0);
  const isBusy = rounded(mostMs) > rounded(stddev + toleranceMs);
  const busy = isBusy ? ` (up to ${rounded(mostMs)} ms on a machine as busy as before)` : "";
  const found = during.roundTripMs?.stddev ?? 0;
  return {
    what: `jitter ${between}`,
    expected: `a standard deviation of ${rounded(stddev)} ms, give or take ${rounded(toleranceMs)} ms${busy}`,
    found: `${rounded(found)} ms`,
    asExpected: found >= stddev - toleranceMs && found <= mostMs,
  };
}

/** How much longer a packet takes on average: those that are sent at once, and delays below zero, pull it down. */
export function oneWayDelay({ latencyMs, jitterMs, reorder }: Delay): { meanMs: number } {
  const delayedMs = jitterMs > latencyMs ? (latencyMs + jitterMs) ** 2 / (4 * jitterMs) : latencyMs;
  if (reorder === undefined) return { meanMs: delayedMs };
  const chance = shareRange(reorder, 200).mean;
  // Of each cycle of gap-1 packets, and as many more as it takes until one is lucky, that one goes at once.
  const atOnce = chance === 0 ? 0 : 1 / (Math.max(1, reorder.gap) - 1 + 1 / chance);
  return { meanMs: delayedMs * (1 - atOnce) };
}

const measuredDelay = (before: MeasuredFlow, during: MeasuredFlow): number | undefined =>
  before.roundTripMs === undefined || during.roundTripMs === undefined
    ? undefined
    : during.roundTripMs.mean - before.roundTripMs.mean;

/** How far a mean of so many packets may be from the true mean by chance. */
function noiseMs(delay: Delay, during: MeasuredFlow): number {
  const memory = Math.min(0.99, delay.correlation / 100);
  const stddev = during.roundTripMs?.stddev ?? delay.jitterMs;
  return standardErrors * stddev * Math.sqrt((1 + memory) / (1 - memory) / Math.max(1, during.arrived));
}

/** Correlation narrows the spread as it narrows every random number of netem. */
function spreadMs({ jitterMs, correlation }: Delay): number {
  const memory = Math.min(1, correlation / 100);
  return (jitterMs / Math.sqrt(3)) * Math.sqrt((1 - memory) / (1 + memory));
}

/** Asked against measured throughput. */
export function judgeThroughput(options: {
  between: string;
  shape: TrafficShape;
  forMs: number;
  bytesPerSecond: number;
}): Observation {
  const { shape, forMs, bytesPerSecond } = options;
  const asked = shape.bandwidth?.bytesPerSecond ?? shape.rateBytesPerSecond ?? 0;
  // A full bucket is sent at once, whatever the rate.
  const bucket = ((shape.bandwidth?.bufferBytes ?? 0) / forMs) * 1000;
  const most = asked * (1 + rateTolerance.above) + bucket;
  // TCP slows down by itself when packets are lost, late, or out of order.
  const hampered = shape.loss ?? shape.corrupt ?? shape.duplicate ?? shape.delay;
  const least = hampered === undefined ? asked * (1 - rateTolerance.below) : 0;
  return {
    what: `throughput ${options.between}`,
    expected: `${bitRate(asked)} (${bitRate(least)} to ${bitRate(most)})`,
    found: bitRate(bytesPerSecond),
    asExpected: bytesPerSecond >= least && bytesPerSecond <= most,
  };
}

function rangesOf(shape: TrafficShape, of: number): Record<"loss" | "corrupt" | "copy", ShareRange> {
  return {
    loss: shareRange(shape.loss, of),
    corrupt: shareRange(shape.corrupt, of),
    copy: shape.duplicate === undefined ? never : shareRange(shape.duplicate, of),
  };
}

/** Compared as counts, half a packet being less than any difference. */
const within = (count: number, range: { least: number; most: number; of: number }): boolean =>
  count >= Math.floor(range.least * range.of + 1e-9) && count <= Math.ceil(range.most * range.of - 1e-9);

const sharesText = (mean: number, range: { least: number; most: number }): string =>
  `${percent(mean)} (${percent(range.least)} to ${percent(range.most)})`;

const percent = (share: number): string => `${rounded(share * 100)} %`;

const rounded = (value: number): number => Math.round(value * 10) / 10;

function bitRate(bytesPerSecond: number): string {
  const bits = bytesPerSecond * 8;
  if (bits >= 1e6) return `${rounded(bits / 1e6)} Mbit/s`;
  return `${rounded(bits / 1e3)} kbit/s`;
}
