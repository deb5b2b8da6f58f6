// What burn-rate alerts would have done over the events of a run, had everything been well before it: a drill lasts
// minutes and the windows hours, so whether a fault should page is computed, never assumed. Google SRE workbook,
// chapter 5 (https://sre.google/workbook/alerting-on-slos/); `stats/burn-rate.ts` has the closed forms.

import { formatDuration } from "../../base/duration.ts";
import type { SloResult } from "../../model/result.ts";
import type { BurnRateAlert, Slo } from "../../model/slo.ts";
import { burnRateAlerts } from "../stats/burn-rate.ts";
import { type EventSeconds, secondMs } from "./event-seconds.ts";

export type AlertResult = SloResult["alerts"][number];

/** Judges each alert of an SLO over what its budget is spent by; none when there was nothing to count. */
export function sloAlerts(seconds: EventSeconds, slo: Slo): AlertResult[] {
  const history = accumulate(seconds);
  if (history === undefined) return [];
  return alertsOf(slo).map((alert) => judgeAlert(history, { alert, target: slo.target }));
}

const alertsOf = ({ alerts, periodMs }: Slo): readonly BurnRateAlert[] =>
  alerts ??
  burnRateAlerts(periodMs).map(({ severity, longMs, shortMs, factor }) => ({
    severity,
    longMs,
    shortMs,
    factor,
    holdMs: 0,
  }));

/** Sums from the first second on, so that any window is two look-ups: 24 h of seconds are judged in milliseconds. */
interface History {
  readonly firstSecond: number;
  readonly seconds: number;
  /** Up to the beginning of each second, and the end of the last. */
  readonly bad: Float64Array;
  readonly total: Float64Array;
  /** Good events before the first second: as many as there are in the run, on average. */
  readonly perSecondBefore: number;
}

function accumulate({ firstSecond, good, total }: EventSeconds): History | undefined {
  const seconds = total.length;
  const sums = { bad: new Float64Array(seconds + 1), total: new Float64Array(seconds + 1) };
  for (let index = 0; index < seconds; index += 1) {
    const [goodHere, totalHere] = [good[index] ?? 0, total[index] ?? 0];
    sums.bad[index + 1] = (sums.bad[index] ?? 0) + totalHere - goodHere;
    sums.total[index + 1] = (sums.total[index] ?? 0) + totalHere;
  }
  const all = sums.total[seconds] ?? 0;
  return all === 0 ? undefined : { firstSecond, seconds, ...sums, perSecondBefore: all / seconds };
}

interface Judging {
  readonly alert: BurnRateAlert;
  readonly target: number;
}

/**
 * Looks at every second's end; between two of them events are taken to be spread evenly, so that a moment is told more
 * finely than to the second.
 */
function judgeAlert(history: History, judging: Judging): AlertResult {
  const { alert } = judging;
  let peak = 0;
  let sinceSecond: number | undefined;
  let firedSecond: number | undefined;
  let resolvedSecond: number | undefined;
  let before = look(history, { ...judging, atSecond: 0 });
  for (let second = 1; second <= history.seconds; second += 1) {
    const now = look(history, { ...judging, atSecond: second });
    peak = Math.max(peak, now.burn);
    const crossing = second - 1 + crossingOf(before, now);
    if (firedSecond !== undefined && !now.burns) {
      resolvedSecond = crossing;
      break;
    }
    if (now.burns) sinceSecond ??= before.burns ? second - 1 : crossing;
    else sinceSecond = undefined;
    const dueSecond = sinceSecond === undefined ? undefined : sinceSecond + alert.holdMs / secondMs;
    if (dueSecond !== undefined && dueSecond <= second) firedSecond ??= dueSecond;
    before = now;
  }
  const { severity, longMs, shortMs, factor } = alert;
  const atMs = (second: number | undefined) =>
    second === undefined ? null : Math.round((history.firstSecond + second) * secondMs);
  return {
    severity,
    longMs,
    shortMs,
    factor,
    firesAtMs: atMs(firedSecond),
    resolvesAtMs: atMs(resolvedSecond),
    note: describe({ alert, peak, fired: firedSecond !== undefined, resolved: resolvedSecond !== undefined }),
  };
}

interface Look {
  /** How many times faster than evenly the budget burns over both windows: the slower of the two. */
  readonly burn: number;
  readonly burns: boolean;
  /** Of the long and the short window: bad events over those that are just allowed. */
  readonly excess: readonly [number, number];
}

function look(history: History, options: Judging & { readonly atSecond: number }): Look {
  const { alert, target, atSecond } = options;
  const windows = [alert.longMs, alert.shortMs].map((windowMs) => {
    const from = atSecond - windowMs / secondMs;
    const bad = badUntil(history, atSecond) - badUntil(history, from);
    const total = totalUntil(history, atSecond) - totalUntil(history, from);
    return {
      burn: total <= 0 ? 0 : bad / total / (1 - target),
      excess: total <= 0 ? -1 : bad - alert.factor * (1 - target) * total,
    };
  });
  const [long = { burn: 0, excess: -1 }, short = { burn: 0, excess: -1 }] = windows;
  const burns = long.excess >= 0 && short.excess >= 0;
  return { burn: Math.min(long.burn, short.burn), burns, excess: [long.excess, short.excess] };
}

/** Where between two looks the state changed, from 0 to 1: when the last window came over, or the first one fell. */
function crossingOf(before: Look, now: Look): number {
  if (before.burns === now.burns) return 1;
  const crossings = [0, 1].flatMap((window) => {
    const [from, to] = [before.excess[window] ?? 0, now.excess[window] ?? 0];
    return from < 0 === to < 0 ? [] : [from / (from - to)];
  });
  return now.burns ? Math.max(0, ...crossings) : Math.min(1, ...crossings);
}

const badUntil = (history: History, second: number): number => (second <= 0 ? 0 : sumUntil(history.bad, second));

const totalUntil = (history: History, second: number): number =>
  second <= 0 ? second * history.perSecondBefore : sumUntil(history.total, second);

function sumUntil(sums: Float64Array, second: number): number {
  const whole = Math.min(Math.floor(second), sums.length - 1);
  const [from = 0, to = from] = sums.subarray(whole, whole + 2);
  return from + (to - from) * (second - whole);
}

function describe(options: { alert: BurnRateAlert; peak: number; fired: boolean; resolved: boolean }): string {
  const { alert, peak, fired, resolved } = options;
  const windows =
    alert.longMs === alert.shortMs
      ? formatDuration(alert.longMs)
      : `${formatDuration(alert.longMs)} and ${formatDuration(alert.shortMs)}`;
  const asked = `of the ${figure(alert.factor)} that it takes`;
  const found = `the budget burnt at most ${figure(peak)} times too fast over ${windows}, ${asked}`;
  if (fired) return resolved ? found : `${found}; it was still on when the events ended`;
  if (peak < alert.factor) return `must stay silent: ${found}`;
  return `must stay silent: ${found}, but not for ${formatDuration(alert.holdMs)}`;
}

const figure = (burn: number): string => (burn >= 10 ? burn.toFixed(1) : String(Number(burn.toPrecision(2))));
