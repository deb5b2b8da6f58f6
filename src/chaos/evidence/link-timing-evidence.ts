// A link is slower when its peer answers the same provocation later than before by what was asked, and when bytes on a
// way of their own through the same link take as long as the rate asked for lets them.

import type { Evidence, Observation } from "../../model/fault.ts";
import type { LinkId, LinkShape } from "../../model/node.ts";
import { combineEvidence, evidenceOf } from "./combine.ts";
import { eachBounded } from "./each-bounded.ts";
import { type LinkLooks, lookBeforeCut } from "./link-evidence.ts";

export interface ShapeLooks extends LinkLooks {
  readonly shape: LinkShape;
}

/** Before the effect, by link: until the peer answered, and how many bytes a second got through; undefined: no answer. */
export interface BeforeShaping {
  readonly answeredAfterMs: ReadonlyMap<LinkId, number | undefined>;
  readonly bytesPerSecond: ReadonlyMap<LinkId, number | undefined>;
}

/** The mean of so many answers is compared; on links that take turns, so that all is over in about a second. */
const looksPerLink = 8;
/** A busy machine answers later by some milliseconds; jitter moves the mean of eight. */
const delayToleranceMs = 10;
const delayToleranceShare = 0.2;
/** Half a second's worth, within bounds. */
const transferSeconds = 0.5;
const transferBytesMin = 20_000;
const transferBytesMax = 4_000_000;
const transferWithinMs = 5000;
/** The nodes' own traffic takes its share of the same bucket. */
const rateShareMin = 0.6;
const rateShareMax = 1.15;
/** A link that was no faster than this before shows nothing. */
const fasterBefore = 1.5;

/** Provokes every link, and measures the rate of each sender's first, before the effect. Never rejects. */
export async function lookBeforeShaping(looks: ShapeLooks): Promise<BeforeShaping> {
  return { answeredAfterMs: await meanAnswers(looks), bytesPerSecond: await rates(looks) };
}

/** Compares with before, once the shape is in place. Never rejects. */
export async function watchShaped(
  looks: ShapeLooks & { before: BeforeShaping; signal: AbortSignal },
): Promise<Evidence> {
  const sinceMs = looks.scope.sinceStartMs();
  const { shape, links, before } = looks;
  const delayed: Observation[] = [];
  if (shape.delayMs > 0) {
    const during = await meanAnswers(looks);
    for (const link of links)
      delayed.push(delaySeen({ link, looks, beforeMs: before.answeredAfterMs.get(link), duringMs: during.get(link) }));
  }
  const slowed: Observation[] = [];
  const { bytesPerSecond } = shape;
  if (bytesPerSecond !== undefined) {
    const during = await rates(looks);
    for (const [link, found] of during)
      slowed.push(rateSeen({ link, asked: bytesPerSecond, before: before.bytesPerSecond.get(link), found }));
  }
  const seen = evidenceOf([...delayed, ...slowed], sinceMs);
  return seen.seen ? seen : { ...seen, atMs: looks.scope.sinceStartMs() };
}

/** Every link answers as quickly as an unshaped one does again. Never rejects. */
export async function watchUnshaped(looks: ShapeLooks): Promise<Evidence> {
  const answers = await meanAnswers(looks);
  const { delayMs, bytesPerSecond } = looks.shape;
  const boundMs =
    delayMs > 0 ? askedMs(looks, undefined) * (1 - delayToleranceShare) + delayToleranceMs : Number.POSITIVE_INFINITY;
  const atMs = looks.scope.sinceStartMs();
  const back = looks.links.map((link) => {
    const ms = answers.get(link);
    return {
      what: textOf(link),
      expected: delayMs > 0 ? `answered in less than ${Math.round(boundMs)} ms` : "answered",
      found: ms === undefined ? "no answer" : `answered after ${ms.toFixed(1)} ms`,
      asExpected: ms !== undefined && ms < boundMs,
    };
  });
  if (bytesPerSecond === undefined) return evidenceOf(back, atMs);
  const fast = [...(await rates(looks))].map(([link, found]) => ({
    what: `rate of ${textOf(link)}`,
    expected: `more than ${rateText(bytesPerSecond * rateShareMax)}`,
    found: rateText(found),
    asExpected: found !== undefined && found > bytesPerSecond * rateShareMax,
  }));
  return combineEvidence([evidenceOf(back, atMs), evidenceOf(fast, atMs)]);
}

function delaySeen(seen: {
  link: LinkId;
  looks: ShapeLooks;
  beforeMs: number | undefined;
  duringMs: number | undefined;
}): Observation {
  const { link, looks, beforeMs, duringMs } = seen;
  const asked = askedMs(looks, link);
  const tolerance = Math.max(delayToleranceMs, delayToleranceShare * asked) + looks.shape.jitterMs;
  const added = beforeMs === undefined || duringMs === undefined ? undefined : duringMs - beforeMs;
  return {
    what: `delay of ${textOf(link)}`,
    expected: `${asked} ms more, give or take ${Math.round(tolerance)} ms`,
    found:
      added === undefined
        ? `no answer ${beforeMs === undefined ? "before" : "during the fault"}`
        : `${added.toFixed(1)} ms more`,
    asExpected: added !== undefined && Math.abs(added - asked) <= tolerance,
  };
}

/** What a question and its answer are held up by: twice, when both directions are shaped. */
function askedMs({ links, shape }: ShapeLooks, link: LinkId | undefined): number {
  const [one = link] = link === undefined ? links : [link];
  const back = links.some((other) => other.from === one?.to && other.to === one?.from);
  return shape.delayMs * (back ? 2 : 1);
}

function rateSeen(seen: {
  link: LinkId;
  asked: number;
  before: number | undefined;
  found: number | undefined;
}): Observation {
  const { link, asked, before, found } = seen;
  const blind = before === undefined || before < asked * fasterBefore;
  return {
    what: `rate of ${textOf(link)}`,
    expected: rateText(asked),
    found: `${rateText(found)} (${blind ? `the link carried only ${rateText(before)} before, so nothing can be seen` : `${rateText(before)} before`})`,
    asExpected: !blind && found !== undefined && found >= asked * rateShareMin && found <= asked * rateShareMax,
  };
}

async function meanAnswers(looks: ShapeLooks): Promise<ReadonlyMap<LinkId, number | undefined>> {
  const answers = new Map<LinkId, number[]>(looks.links.map((link) => [link, []]));
  for (let round = 0; round < looksPerLink; round += 1) {
    for (const [link, ms] of await lookBeforeCut(looks)) if (ms !== undefined) answers.get(link)?.push(ms);
  }
  const mean = (all: readonly number[]) =>
    all.length === 0 ? undefined : all.reduce((sum, ms) => sum + ms, 0) / all.length;
  return new Map([...answers].map(([link, all]) => [link, mean(all)]));
}

/** One link of each sender, because a sender's links share its rate. */
async function rates(looks: ShapeLooks): Promise<ReadonlyMap<LinkId, number | undefined>> {
  const { bytesPerSecond } = looks.shape;
  if (bytesPerSecond === undefined) return new Map();
  const firsts = [...new Map(looks.links.toReversed().map((link) => [link.from, link])).values()];
  const bytes = Math.round(Math.min(transferBytesMax, Math.max(transferBytesMin, bytesPerSecond * transferSeconds)));
  const measured = await eachBounded(firsts, {
    limit: 1,
    work: async (link): Promise<[LinkId, number | undefined]> => {
      const port = await looks.control.measurePort(link);
      const ms = await looks.outside.transfer({ port, bytes, withinMs: transferWithinMs });
      return [link, ms === undefined ? undefined : (bytes / ms) * 1000];
    },
  });
  return new Map(measured);
}

const textOf = (link: LinkId): string => `link ${link.from} to ${link.to}`;

function rateText(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? "no answer" : `${((bytesPerSecond * 8) / 1e6).toFixed(2)} Mbit/s`;
}
