// A partition is seen by who reaches whom. TCP needs both ways, so a connect that meets silence shows that one is cut;
// which one, single UDP packets show, counted where they arrive.
//
//   one --SYN--> other      cut if nobody answers        one --UDP--> other   counted by the probe in `other`

import { orAborted, poll } from "../../base/poll.ts";
import type { Evidence, Observation } from "../../model/fault.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { Reached } from "../../platform/net-agent.ts";
import type { OutsidePlace } from "../network/pod-pairs.ts";
import { combineEvidence, evidenceOf } from "./combine.ts";
import { eachBounded } from "./each-bounded.ts";
import { type OpenProbe, openProbes, type ProbedPod, type ProbeSession } from "./pod-probe.ts";

/** Two pods, and which ways between them are cut. */
export interface ProbedPair {
  readonly one: ProbedPod;
  readonly other: ProbedPod;
  readonly forth: boolean;
  readonly back: boolean;
}

/** An address outside the cluster that a pod is cut off from. */
export interface ProbedPlace {
  readonly pod: ProbedPod;
  readonly place: OutsidePlace;
}

export interface ReachLooks {
  readonly pairs: readonly ProbedPair[];
  readonly places: readonly ProbedPlace[];
  readonly openProbe: OpenProbe;
  readonly scope: RunScope;
}

/** How each way was answered before the cut, by the way's text. */
export type ReachBaseline = ReadonlyMap<string, Reached>;

const looksMax = 32;
const baselineWithinMs = 1000;
/** The longest silence that is waited for; TCP sends its first packet again after 1 s. */
const silenceMs = 800;
const oneWayPackets = 10;
const oneWayEveryMs = 5;
/** The discard service: hardly anybody listens there, and to be refused is an answer too. */
export const portAnywhere = 9;
const passesAgainWithinMs = 5000;
const passesAgainEveryMs = 50;

/** For a place that does not answer: the system refuses to send what a rule drops on its way out. */
const refusedPackets = 3;

interface Way {
  readonly from: ProbedPod;
  /** Undefined for a place outside. */
  readonly to: ProbedPod | undefined;
  readonly address: string;
  /** Undefined: that of the probe. */
  readonly port: number | undefined;
  /** Not only that one is cut. */
  readonly allPorts: boolean;
  readonly text: string;
}

/** Tries every way once, before the cut. Rejects when a probe cannot be started. */
export async function reachBeforeCut(looks: ReachLooks): Promise<ReachBaseline> {
  await using session = await openProbes(podsOf(looks), looks.openProbe);
  const answers = await eachBounded(cutWays(looks), {
    limit: looksMax,
    work: async (way): Promise<[string, Reached]> => [way.text, await reach(session, way, baselineWithinMs)],
  });
  return new Map(answers);
}

/** Looks for silence on every way that is cut, and for life on the others. */
export async function watchCut(
  looks: ReachLooks & { baseline: ReachBaseline; durationMs: number | undefined; signal: AbortSignal },
): Promise<Evidence> {
  const { sinceStartMs } = looks.scope;
  await using session = await openProbes(podsOf(looks), looks.openProbe);
  const withinMs = Math.min(silenceMs, (looks.durationMs ?? Number.POSITIVE_INFINITY) / 2);
  const silences = eachBounded(cutWays(looks), {
    limit: looksMax,
    work: async (way) => {
      // Dated from when the silence began, not from when it had lasted long enough to be believed.
      const silentAtMs = sinceStartMs();
      if (isMute(way, looks.baseline) && way.allPorts)
        return evidenceOf([await lookAtSending(session, way)], silentAtMs);
      const found = await reach(session, way, withinMs);
      const seen = silenceOf({ way, found, withinMs, before: looks.baseline.get(way.text) });
      return evidenceOf([seen], seen.asExpected ? silentAtMs : sinceStartMs());
    },
  });
  const oneWays = eachBounded(
    looks.pairs.filter((pair) => pair.forth !== pair.back),
    { limit: looksMax, work: async (pair) => evidenceOf(await lookOneWay(session, pair), sinceStartMs()) },
  );
  const [silent, passing] = await orAborted(Promise.all([silences, oneWays]), looks.signal);
  // What still passes says nothing about when the cut began.
  const cut = combineEvidence(silent);
  return { ...combineEvidence([cut, ...passing]), atMs: cut.atMs };
}

/** Waits until every way answers again. */
export async function watchReachable(looks: ReachLooks & { baseline: ReachBaseline }): Promise<Evidence> {
  const { clock, sinceStartMs } = looks.scope;
  await using session = await openProbes(podsOf(looks), looks.openProbe);
  const ways = cutWays(looks).filter((way) => !isMute(way, looks.baseline));
  const parts = await eachBounded(ways, {
    limit: looksMax,
    work: async (way) => {
      let last = "no answer";
      const look = async () => {
        const found = await reach(session, way, baselineWithinMs);
        last = found.outcome;
        return answered(way, found) ? { done: true } : { notYet: last };
      };
      const rhythm = { everyMs: passesAgainEveryMs, withinMs: passesAgainWithinMs };
      // The deadline's error says no more than `last` does.
      const asExpected = await poll<boolean>({ clock, awaited: `${way.text} to pass`, ...rhythm }, look).catch(
        () => false,
      );
      return evidenceOf([{ what: way.text, expected: answerWord(way), found: last, asExpected }], sinceStartMs());
    },
  });
  return combineEvidence(parts);
}

function silenceOf(seen: { way: Way; found: Reached; withinMs: number; before: Reached | undefined }): Observation {
  const { way, found, before } = seen;
  const blind = before === undefined || !answered(way, before);
  const past = blind ? "no answer before the cut either, so the probe is blind" : `${before.outcome} before the cut`;
  return {
    what: way.text,
    expected: `no answer for ${Math.round(seen.withinMs)} ms`,
    found: `${found.outcome} after ${Math.round(found.afterMs)} ms (${past})`,
    asExpected: found.outcome === "timeout" && !blind,
  };
}

/** The way that is cut delivers nothing, the other all of it: a partition in one direction. */
async function lookOneWay(session: ProbeSession, pair: ProbedPair): Promise<Observation[]> {
  const [cutFrom, cutTo] = pair.forth ? [pair.one, pair.other] : [pair.other, pair.one];
  const [lost, passed] = await Promise.all([
    countArrived(session, { from: cutFrom, to: cutTo }),
    countArrived(session, { from: cutTo, to: cutFrom }),
  ]);
  const of = `of ${oneWayPackets}`;
  return [
    {
      what: `UDP packets from ${cutFrom.id} to ${cutTo.id}`,
      expected: "none arrives",
      found: `${lost} ${of} arrived`,
      asExpected: lost === 0,
    },
    {
      what: `UDP packets from ${cutTo.id} to ${cutFrom.id}`,
      expected: "they arrive, this way is open",
      found: `${passed} ${of} arrived`,
      asExpected: passed > 0,
    },
  ];
}

async function countArrived(session: ProbeSession, way: { from: ProbedPod; to: ProbedPod }): Promise<number> {
  const to = session.at(way.to);
  const { flow } = await session.at(way.from).probe.udp({
    address: way.to.address,
    port: to.udpPort,
    count: oneWayPackets,
    everyMs: oneWayEveryMs,
    bytes: 64,
    waitMs: 100,
  });
  return (await to.probe.received(flow)).received;
}

/** A place outside that did not answer before the cut either: silence would show nothing. */
function isMute(way: Way, baseline: ReachBaseline): boolean {
  const before = baseline.get(way.text);
  return way.to === undefined && (before === undefined || !answered(way, before));
}

async function lookAtSending(session: ProbeSession, way: Way): Promise<Observation> {
  const place = { address: way.address, port: way.port ?? 0 };
  const flow = { count: refusedPackets, everyMs: oneWayEveryMs, bytes: 64, waitMs: 0 };
  const { sendErrors } = await session.at(way.from).probe.udp({ ...place, ...flow });
  return {
    what: `UDP packets from ${way.from.id} to ${way.address}`,
    expected: "dropped before they leave, as nobody there answers who could tell",
    found: `${sendErrors} of ${refusedPackets} dropped`,
    asExpected: sendErrors === refusedPackets,
  };
}

function reach(session: ProbeSession, way: Way, withinMs: number): Promise<Reached> {
  const port = way.port ?? (way.to === undefined ? 0 : session.at(way.to).tcpPort);
  return session.at(way.from).probe.reach({ address: way.address, port, withinMs });
}

/** A pod's port is open. Outside nobody need listen: that the connection is refused shows that packets pass. */
function answered(way: Way, found: Reached): boolean {
  return found.outcome === "accepted" || (way.to === undefined && found.outcome === "refused");
}

const answerWord = (way: Way): string => (way.to === undefined ? "accepted or refused" : "accepted");

function podsOf(looks: ReachLooks): ProbedPod[] {
  return [...looks.pairs.flatMap(({ one, other }) => [one, other]), ...looks.places.map(({ pod }) => pod)];
}

function cutWays(looks: ReachLooks): Way[] {
  const between = (from: ProbedPod, to: ProbedPod): Way => ({
    from,
    to,
    address: to.address,
    port: to.p2pPort,
    allPorts: true,
    text: `${from.id} to ${to.p2pPort === undefined ? "a TCP port" : "the p2p port"} of ${to.id}`,
  });
  const pairs = looks.pairs.flatMap(({ one, other, forth, back }) => [
    ...(forth ? [between(one, other)] : []),
    ...(back ? [between(other, one)] : []),
  ]);
  const places = looks.places.map(({ pod, place }): Way => {
    const address = firstAddress(place.network);
    const { port = portAnywhere } = place;
    const text = `${pod.id} to ${address}:${port}`;
    return { from: pod, to: undefined, address, port, allPorts: place.port === undefined, text };
  });
  return [...pairs, ...places];
}

/** Of a network its first address that may be a machine's. */
export function firstAddress(network: string): string {
  const [base = "", bits] = network.split("/");
  if (bits === "32") return base;
  const parts = base.split(".");
  return [...parts.slice(0, 3), String(Number(parts[3]) | 1)].join(".");
}
