// A node's wall clock is seen from outside in the dates of its answers. Its other clocks nobody outside can read:
// there the launcher's own word is all there is, that it answered the node's questions, and the observation says so.

import { errorText } from "../../base/errors.ts";
import { poll } from "../../base/poll.ts";
import type { Evidence, Observation } from "../../model/fault.ts";
import type { ClockId } from "../../model/fault-details.ts";
import type { ClusterNode, WallClock, WallClockStatus } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { type AskDate, glanceAtOffset, measureOffset, type OffsetAnswer } from "./clock-offset.ts";
import { evidenceOf } from "./combine.ts";

export type Offsets = Readonly<Partial<Record<ClockId, number>>>;

export interface ClockLook {
  readonly node: ClusterNode;
  readonly wallClock: WallClock;
  /** Of all faults together, asked anew at each look. */
  readonly expected: () => Offsets;
  /** The clocks that this fault moves. */
  readonly clocks: readonly ClockId[];
  readonly askDate: AskDate;
  readonly scope: RunScope;
}

const watchWithinMs = 8000;
const everyMs = 100;
/** The launcher counts in nanoseconds, we in milliseconds with fractions. */
const launcherSlackMs = 0.001;

/** What a measured offset may differ by from the one asked for. */
export function toleranceMs(offsetMs: number): number {
  return Math.max(100, Math.abs(offsetMs) / 100);
}

/** One look before the effect: is the clock where it should be so far? To a second. */
export async function lookBefore(look: ClockLook): Promise<Observation[]> {
  if (!isSeenInDates(look, "CLOCK_REALTIME")) return [];
  const { askDate } = look;
  const { clock } = look.scope;
  const offset = await glanceAtOffset({ url: look.node.endpoints.rpcUrl, clock, askDate });
  return [{ ...judgeOffset({ look, offset, precise: false }), what: `Date of ${look.node.id} before` }];
}

/** Looks until the clock is where it should be, or 8 s are over; stops when the signal aborts. Never rejects. */
export async function watchClock(look: ClockLook & { signal: AbortSignal }): Promise<Evidence> {
  const { scope } = look;
  let last: Evidence | undefined;
  try {
    const atFirst = await look.wallClock.status();
    return await poll(
      {
        clock: scope.clock,
        awaited: `the clock of ${look.node.id} to be where it should`,
        withinMs: watchWithinMs,
        everyMs,
        signal: look.signal,
      },
      async () => {
        const startedAtMs = scope.sinceStartMs();
        last = evidenceOf(await lookAt(look, atFirst), startedAtMs);
        return last.seen ? { done: last } : { notYet: last.observations.map((seen) => seen.found).join(", ") };
      },
    );
  } catch (error) {
    // The deadline, or nobody wants to know any more: what was last seen says more than the error.
    const nothing = { what: `clock of ${look.node.id}`, expected: "seen", found: errorText(error), asExpected: false };
    return last ?? evidenceOf([nothing], scope.sinceStartMs());
  }
}

async function lookAt(look: ClockLook & { signal: AbortSignal }, atFirst: WallClockStatus): Promise<Observation[]> {
  const observations: Observation[] = [];
  if (isSeenInDates(look, "CLOCK_REALTIME")) {
    const { clock } = look.scope;
    const { askDate, signal } = look;
    const offset = await measureOffset({ url: look.node.endpoints.rpcUrl, clock, askDate, signal });
    observations.push(judgeOffset({ look, offset, precise: true }));
  }
  return [...observations, ...(await askLauncher(look, atFirst))];
}

/** A glance is as expected when it allows the offset; a measurement also has to be precise enough to deny others. */
function judgeOffset(options: { look: ClockLook; offset: OffsetAnswer; precise: boolean }): Observation {
  const { look, offset } = options;
  const expectedMs = look.expected().CLOCK_REALTIME ?? 0;
  const slackMs = toleranceMs(expectedMs);
  const what = `Date of ${look.node.id}`;
  const expected = `${seconds(expectedMs)} s off, within ${seconds(slackMs)} s`;
  if (offset.kind === "none") return { what, expected, found: offset.reason, asExpected: false };
  const halfMs = (offset.mostMs - offset.leastMs) / 2;
  const middleMs = (offset.mostMs + offset.leastMs) / 2;
  const asExpected = options.precise
    ? halfMs <= slackMs && Math.abs(middleMs - expectedMs) <= slackMs
    : Math.abs(middleMs - expectedMs) <= slackMs + halfMs;
  return { what, expected, found: `${seconds(middleMs)} s off (known to ±${seconds(halfMs)} s)`, asExpected };
}

/**
 * anvil's HTTP library (https://docs.rs/hyper) keeps a date until the next second has come: it stands still, for as long
 * as it takes, when the clock goes back. geth asks its clock for every answer.
 */
function isSeenInDates(look: ClockLook, id: ClockId): boolean {
  return id === "CLOCK_REALTIME" && look.clocks.includes(id) && look.node.spec.client !== "anvil";
}

/** A moved clock that the node did not ask since the look began has shown nothing. */
async function askLauncher(look: ClockLook, atFirst: WallClockStatus): Promise<Observation[]> {
  const status = await look.wallClock.status();
  return look.clocks.map((id) => {
    const expectedMs = look.expected()[id] ?? 0;
    const foundMs = status.offsetsMs[id] ?? 0;
    const asked = (status.moved[id] ?? 0) - (atFirst.moved[id] ?? 0);
    const missed = status.missed - atFirst.missed;
    const answers = [
      ...(expectedMs === 0 ? [] : [asked > 0 ? "the node asked for it" : "the node did not ask for it"]),
      ...(missed > 0 ? [`${missed} questions answered with the true time`] : []),
    ];
    return {
      what: `${id} of ${look.node.id}, by the launcher's word${isSeenInDates(look, id) ? "" : " (no answer of the node shows it)"}`,
      expected: `${expectedMs} ms`,
      found: [`${foundMs} ms`, ...answers].join(", "),
      asExpected: Math.abs(foundMs - expectedMs) < launcherSlackMs && missed <= 0 && (expectedMs === 0 || asked > 0),
    };
  });
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
