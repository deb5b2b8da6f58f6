// Shaped packets are measured by packets: from inside a pod that shapes to a partner, before, during and after.
//
//   pod --numbered packets--> partner's echo    arrived, copies and order: counted at the partner, so one way alone
//      <-------- echoes -----                   round trip: before against during

import { orAborted, poll } from "../../base/poll.ts";
import type { Evidence, Observation } from "../../model/fault.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { TrafficShape } from "../../model/traffic.ts";
import { combineEvidence, evidenceOf } from "./combine.ts";
import { type FlowRequest, type OpenProbe, openProbes, type ProbeSession } from "./pod-probe.ts";
import { firstAddress, type ProbedPair, type ProbedPlace, portAnywhere } from "./reach-evidence.ts";
import { shortBulkMs, shortFlow, trafficBudget } from "./traffic-budget.ts";
import {
  delayTolerance,
  judgeConnects,
  judgeFlow,
  judgeThroughput,
  type MeasuredFlow,
  oneWayDelay,
} from "./traffic-expectation.ts";

export interface TrafficLooks {
  /** `one` shapes what it sends to `other`. */
  readonly pairs: readonly ProbedPair[];
  /** Outside of the cluster nobody echoes: only a delay can be seen. */
  readonly places: readonly ProbedPlace[];
  readonly shape: TrafficShape;
  readonly openProbe: OpenProbe;
  readonly scope: RunScope;
}

export interface TrafficBaseline {
  readonly flows: ReadonlyMap<ProbedPair, MeasuredFlow>;
  /** In milliseconds; undefined where nobody answered. */
  readonly connects: ReadonlyMap<ProbedPlace, number | undefined>;
}

export const noTrafficBaseline: TrafficBaseline = { flows: new Map(), connects: new Map() };

const connects = 5;
/** Beyond the delay that was asked for. */
const connectPatienceMs = 500;

/** A moment in which the machine was busy may spoil a look; a shape that is not what was asked for spoils all of them. */
const looksMax = 3;
/** Of a fault's duration, for all looks. */
const looksShare = 0.5;

const clearWithinMs = 5000;
const clearEveryMs = 100;
/** A way whose limit is gone carries so many times more. */
const freeOverLimit = 1.5;

/** A short look at the ways while nothing is shaped. */
export async function trafficBefore(looks: TrafficLooks): Promise<TrafficBaseline> {
  await using session = await openProbes(podsOf(looks), looks.openProbe);
  const measure = async (pair: ProbedPair): Promise<[ProbedPair, MeasuredFlow]> => [
    pair,
    await measureFlow(session, { pair, flow: shortFlow }),
  ];
  const connect = async (place: ProbedPlace): Promise<[ProbedPlace, number | undefined]> => [
    place,
    await measureConnects({ session, place, shape: looks.shape }),
  ];
  const [flows, times] = await Promise.all([
    Promise.all(looks.pairs.map(measure)),
    Promise.all(looks.places.map(connect)),
  ]);
  return { flows: new Map(flows), connects: new Map(times) };
}

/** Measures every pair, and compares with what was asked. */
export async function watchShaped(
  looks: TrafficLooks & { baseline: TrafficBaseline; durationMs: number | undefined; signal: AbortSignal },
): Promise<Evidence> {
  await using session = await openProbes(podsOf(looks), looks.openProbe);
  // The shape was in force from the first packet on.
  const shapedAtMs = looks.scope.sinceStartMs();
  const measured = Promise.all([
    ...looks.pairs.map((pair) => lookUntilShaped({ ...looks, session, pair, shapedAtMs })),
    ...looks.places.map((place) => lookAtPlace({ ...looks, session, place })),
  ]);
  return evidenceOf((await orAborted(measured, looks.signal)).flat(), shapedAtMs);
}

/** Waits until the ways are as they were before. */
export async function watchClear(looks: TrafficLooks & { baseline: TrafficBaseline }): Promise<Evidence> {
  await using session = await openProbes(podsOf(looks), looks.openProbe);
  const { clock, sinceStartMs } = looks.scope;
  const parts = await Promise.all(
    looks.pairs.map(async (pair) => {
      let last: Observation[] = [];
      const look = async () => {
        last = await lookAtClearPair({ ...looks, session, pair });
        return last.every((seen) => seen.asExpected) ? { done: true } : { notYet: "still shaped" };
      };
      const rhythm = { everyMs: clearEveryMs, withinMs: clearWithinMs };
      // The last look says more than the deadline's error.
      await poll({ clock, awaited: `${textOf(pair)} to be clear`, ...rhythm }, look).catch(() => false);
      return evidenceOf(last, sinceStartMs());
    }),
  );
  return combineEvidence(parts);
}

interface PairLook extends TrafficLooks {
  readonly session: ProbeSession;
  readonly pair: ProbedPair;
  readonly baseline: TrafficBaseline;
}

/** Looks again while there is time for one more; returns the last look. */
async function lookUntilShaped(
  look: PairLook & { durationMs: number | undefined; shapedAtMs: number; signal: AbortSignal },
): Promise<Observation[]> {
  const { sinceStartMs } = look.scope;
  const untilMs = look.shapedAtMs + (look.durationMs ?? Number.POSITIVE_INFINITY) * looksShare;
  for (let looked = 1; ; looked += 1) {
    const startedAtMs = sinceStartMs();
    const seen = await lookAtPair(look);
    const nextEndMs = sinceStartMs() + (sinceStartMs() - startedAtMs);
    if (looked === looksMax || nextEndMs > untilMs || seen.every(({ asExpected }) => asExpected)) return seen;
    if (look.signal.aborted) return seen;
  }
}

async function lookAtPair(look: PairLook & { durationMs: number | undefined }): Promise<Observation[]> {
  const { session, pair, shape } = look;
  const ways = pair.back ? 2 : 1;
  const between = textOf(pair);
  const { flow, bulkMs } = trafficBudget({ shape, ways, durationMs: look.durationMs });
  const observations: Observation[] = [];
  if (flow !== undefined) {
    const before = look.baseline.flows.get(pair) ?? nothingMeasured;
    const during = await measureFlow(session, { pair, flow });
    observations.push(...judgeFlow({ between, shape, ways, before, during }));
  }
  if (bulkMs !== undefined) {
    const bytesPerSecond = await measureBulk(session, pair, bulkMs);
    observations.push(judgeThroughput({ between, shape, forMs: bulkMs, bytesPerSecond }));
  }
  return observations;
}

async function lookAtClearPair(look: PairLook): Promise<Observation[]> {
  const { session, pair, shape } = look;
  const found = await measureFlow(session, { pair, flow: shortFlow });
  const beforeMs = look.baseline.flows.get(pair)?.roundTripMs?.mean ?? 0;
  const askedMs = shape.delay === undefined ? 0 : oneWayDelay(shape.delay).meanMs;
  const mostMs = beforeMs + Math.max(delayTolerance.ms, delayTolerance.share * askedMs);
  const foundMs = found.roundTripMs?.mean;
  const between = textOf(pair);
  const observations = [
    {
      what: `packets ${between}`,
      expected: `${found.sent} arrive once, round trip up to ${mostMs.toFixed(1)} ms`,
      found: `${found.arrived} arrived, ${found.duplicated} twice, round trip ${foundMs?.toFixed(1) ?? "unknown"} ms`,
      asExpected: found.arrived === found.sent && found.duplicated === 0 && (foundMs ?? Infinity) <= mostMs,
    },
  ];
  const limit = shape.bandwidth?.bytesPerSecond ?? shape.rateBytesPerSecond;
  if (limit === undefined || limit > fastestLimit) return observations;
  const bytesPerSecond = await measureBulk(session, pair, shortBulkMs);
  const asExpected = bytesPerSecond > limit * freeOverLimit;
  const times = (bytesPerSecond / limit).toFixed(1);
  const expected = `more than ${freeOverLimit} times the limit`;
  return [...observations, { what: `throughput ${between}`, expected, found: `${times} times`, asExpected }];
}

/** Above this a way without limit may not be much faster than one with it: bytes per second, 1 Gbit/s. */
const fastestLimit = 125e6;

async function measureFlow(
  session: ProbeSession,
  options: { pair: ProbedPair; flow: Omit<FlowRequest, "address" | "port"> },
): Promise<MeasuredFlow> {
  const { one, other } = options.pair;
  const partner = session.at(other);
  const place = { address: other.address, port: partner.udpPort };
  const answer = await session.at(one).probe.udp({ ...place, ...options.flow });
  const arrived = await partner.probe.received(answer.flow);
  return {
    sent: answer.sent,
    arrived: arrived.received,
    duplicated: arrived.duplicated,
    reordered: arrived.reordered,
    roundTripMs: answer.rttMs ?? undefined,
  };
}

async function measureBulk(session: ProbeSession, pair: ProbedPair, forMs: number): Promise<number> {
  const { one, other } = pair;
  const port = session.at(other).tcpPort;
  return (await session.at(one).probe.bulk({ address: other.address, port, forMs })).bytesPerSecond;
}

async function lookAtPlace(
  look: TrafficLooks & { session: ProbeSession; place: ProbedPlace; baseline: TrafficBaseline },
): Promise<Observation[]> {
  const { place, shape } = look;
  const duringMs = await measureConnects(look);
  const between = `from ${place.pod.id} to ${place.place.network}`;
  return [judgeConnects({ between, shape, beforeMs: look.baseline.connects.get(place), duringMs })];
}

/** One after the other, so that they do not wait for each other. */
async function measureConnects(options: {
  session: ProbeSession;
  place: ProbedPlace;
  shape: TrafficShape;
}): Promise<number | undefined> {
  const { pod, place } = options.place;
  const { delay } = options.shape;
  if (delay === undefined) return undefined;
  const withinMs = delay.latencyMs + delay.jitterMs + connectPatienceMs;
  const { port = portAnywhere } = place;
  const address = firstAddress(place.network);
  let sumMs = 0;
  for (let count = 0; count < connects; count++) {
    const { outcome, afterMs } = await options.session.at(pod).probe.reach({ address, port, withinMs });
    if (outcome !== "accepted" && outcome !== "refused") return undefined;
    sumMs += afterMs;
  }
  return sumMs / connects;
}

const nothingMeasured: MeasuredFlow = { sent: 0, arrived: 0, duplicated: 0, reordered: 0, roundTripMs: undefined };

const textOf = ({ one, other }: ProbedPair): string => `from ${one.id} to ${other.id}`;

function podsOf(looks: TrafficLooks) {
  return [...looks.pairs.flatMap(({ one, other }) => [one, other]), ...looks.places.map(({ pod }) => pod)];
}
