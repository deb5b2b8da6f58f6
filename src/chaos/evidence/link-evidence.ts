// A link passes when the peer at its other end answers; it is cut when the same provocation meets silence. The look
// before the cut shows that the probe can tell the two apart: a peer that never answers would look cut for ever.
//
//   probe --dials--> link from>to --carries--> peer `to`        passes: hangs up within milliseconds
//                                                               cut: nothing, for as long as the cut lasts
//
// It makes no difference which end dials and which direction is cut: what the probe sends is lost, or the peer's
// answer is, and a TCP connection with one deaf direction is silent in both, because acknowledgements are lost too.

import type { Clock } from "../../base/clock.ts";
import { poll } from "../../base/poll.ts";
import type { Evidence, Observation } from "../../model/fault.ts";
import type { LinkControl, LinkId } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { TcpAnswer, TcpProbe } from "../../platform/tcp.ts";
import { combineEvidence, evidenceOf } from "./combine.ts";
import { eachBounded } from "./each-bounded.ts";
import type { Outside } from "./outside.ts";

export interface LinkLooks {
  readonly links: readonly LinkId[];
  readonly control: LinkControl;
  readonly outside: Outside;
  readonly scope: RunScope;
}

/** How long each link took to answer before the cut; undefined when it did not. */
export type LinkBaseline = ReadonlyMap<LinkId, number | undefined>;

/** So many connections at once: geth takes 50 handshakes at a time per node. */
const socketsMax = 64;
const baselineWithinMs = 1000;
/** The shortest silence that counts as cut. Passing links answered in 3 to 15 ms, on a busy machine in 56 ms. */
const silenceMs = 50;
/** Silence must last so many times longer than the slowest link took before the cut. */
const silenceOverBaseline = 3;
/** Watched on for this long: a late answer revokes the evidence. geth itself hangs up on a mute peer after 5 s. */
const holdMs = 1000;
const passesAgainWithinMs = 5000;
const passesAgainEveryMs = 50;

/** Provokes every link once, before the cut. Never rejects. */
export async function lookBeforeCut(looks: LinkLooks): Promise<LinkBaseline> {
  const { clock, signal } = looks.scope;
  const answers = await eachBounded(looks.links, {
    limit: socketsMax,
    work: async (link): Promise<[LinkId, number | undefined]> => {
      const startedAtMs = clock.nowMs();
      using probe = looks.outside.provoke(looks.control.dialPort(link));
      const answer = await answerWithin(probe, { clock, ms: baselineWithinMs, signal });
      return [link, passed(answer) ? answer.atMs - startedAtMs : undefined];
    },
  });
  return new Map(answers);
}

/** Watches every link for silence, from the cut on until `signal`. Never rejects. */
export async function watchSilence(
  looks: LinkLooks & { baseline: LinkBaseline; durationMs: number | undefined; signal: AbortSignal },
): Promise<Evidence> {
  const { clock } = looks.scope;
  const quietMs = silenceThatCounts(looks.baseline);
  // A short fault is over before the full watch is; its heal must not count as a late answer.
  const watchMs = Math.max(quietMs, Math.min(holdMs, (looks.durationMs ?? Number.POSITIVE_INFINITY) / 2));
  const parts = await eachBounded(looks.links, {
    limit: socketsMax,
    work: async (link) => {
      // The silence is dated from when it began, not from when it had lasted long enough to be believed.
      const silentAtMs = looks.scope.sinceStartMs();
      using probe = looks.outside.provoke(looks.control.dialPort(link));
      const startedAtMs = clock.nowMs();
      const early = await answerWithin(probe, { clock, ms: quietMs, signal: looks.signal });
      const ms = watchMs - (clock.nowMs() - startedAtMs);
      const answer = early ?? (await answerWithin(probe, { clock, ms, signal: looks.signal }));
      const watchedMs = clock.nowMs() - startedAtMs;
      const seen = silenceOf({ link, answer, quietMs, watchedMs, startedAtMs, beforeMs: looks.baseline.get(link) });
      return evidenceOf([seen], seen.asExpected ? silentAtMs : looks.scope.sinceStartMs());
    },
  });
  return combineEvidence(parts);
}

/** Waits until every link answers again. Never rejects. */
export async function watchPassing(looks: LinkLooks): Promise<Evidence> {
  const { clock, sinceStartMs } = looks.scope;
  const parts = await eachBounded(looks.links, {
    limit: socketsMax,
    work: async (link) => {
      let last = "no answer";
      const look = async () => {
        using probe = looks.outside.provoke(looks.control.dialPort(link));
        const answer = await answerWithin(probe, { clock, ms: baselineWithinMs });
        last = answer?.kind ?? "silence";
        return passed(answer) ? { done: true } : { notYet: last };
      };
      const rhythm = { everyMs: passesAgainEveryMs, withinMs: passesAgainWithinMs };
      // The deadline's error says no more than `last` does.
      const asExpected = await poll<boolean>({ clock, awaited: `${linkText(link)} to pass`, ...rhythm }, look).catch(
        () => false,
      );
      return evidenceOf([{ what: linkText(link), expected: "answered", found: last, asExpected }], sinceStartMs());
    },
  });
  return combineEvidence(parts);
}

function silenceThatCounts(baseline: LinkBaseline): number {
  const slowestMs = Math.max(0, ...[...baseline.values()].map((answeredAfterMs) => answeredAfterMs ?? 0));
  return Math.min(holdMs, Math.max(silenceMs, silenceOverBaseline * slowestMs));
}

function silenceOf(seen: {
  link: LinkId;
  answer: TcpAnswer | undefined;
  startedAtMs: number;
  watchedMs: number;
  quietMs: number;
  beforeMs: number | undefined;
}): Observation {
  const { answer, beforeMs } = seen;
  const now =
    answer === undefined
      ? `silence for ${Math.round(seen.watchedMs)} ms`
      : `${answer.kind} after ${Math.round(answer.atMs - seen.startedAtMs)} ms`;
  const before =
    beforeMs === undefined
      ? `no answer before the cut either, so the probe is blind`
      : `answered after ${beforeMs.toFixed(1)} ms before the cut`;
  return {
    what: linkText(seen.link),
    expected: `silence for ${Math.round(seen.quietMs)} ms or more`,
    found: `${now} (${before})`,
    asExpected: answer === undefined && seen.watchedMs >= seen.quietMs && beforeMs !== undefined,
  };
}

/** Any sign of life from the peer; a refused connection is a dead proxy or node, not a passing link. */
function passed(answer: TcpAnswer | undefined): answer is TcpAnswer {
  return answer !== undefined && answer.kind !== "refused" && answer.kind !== "failed";
}

function linkText(link: LinkId): string {
  return `link ${link.from} to ${link.to}`;
}

/** The probe's answer; undefined when there is none in time, or before `signal`. */
async function answerWithin(
  probe: TcpProbe,
  options: { clock: Clock; ms: number; signal?: AbortSignal },
): Promise<TcpAnswer | undefined> {
  const answered = new AbortController();
  const signal = AbortSignal.any([answered.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const silence = options.clock.sleep(options.ms, signal).then(
    () => undefined,
    () => undefined, // nobody waits any more
  );
  try {
    return await Promise.race([probe.answer, silence]);
  } finally {
    answered.abort();
  }
}
