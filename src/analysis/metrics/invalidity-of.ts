// Which preconditions of a comparison a run broke (ARCHITECTURE.md, Measurement: validity). Its verdicts may stand all the
// same; its numbers are just not of the thing that was to be measured, and a fresh run takes its place.

import { formatDuration } from "../../base/duration.ts";
import { eventsOf } from "../../model/event.ts";
import { eachOf } from "../../model/event-log.ts";
import type { Series } from "../../model/result.ts";
import { whyNoBite } from "../experiment/judge-faults.ts";
import type { MeasuredLoad } from "../loads/measure-load.ts";
import { damageOf } from "../loads/missing-records.ts";
import { medianOf } from "../quantile.ts";
import type { RunView } from "../run-view.ts";
import { counted, firstFew } from "../verdicts.ts";
import { isWithin, type Span } from "../windows.ts";
import { unsteadyLoads } from "./warm-up.ts";

/** Load and nodes share a machine: from here on they take turns, and what is measured is the queue for a core. */
const busyShareMax = 0.8;
/** How often observe/watch-clock.ts looks; it tells of each look that came more than 50 ms late. */
const clockLooksPerSecond = 10;
/** So that more than 50 ms is the 99th percentile of the event loop's lateness. */
const lateShareMax = 0.01;

export interface InvaliditySources {
  readonly loads: readonly MeasuredLoad[];
  readonly series: Pick<Series, "bucketMs" | "loads">;
}

/** Why the numbers of a run must not be compared with other runs', each in one sentence; empty when they may. */
export function invalidityOf(view: RunView, { loads, series }: InvaliditySources): string[] {
  const { steady, measured } = view.windows;
  if (steady === undefined || measured === undefined) return [...endings(view), "the run had no steady stretch"];
  return [
    ...endings(view),
    ...loads.flatMap(generatorTroubles),
    ...busyMachine(view, steady),
    ...lateHarness(view, measured),
    ...steppedClock(view, measured),
    ...disagreeingObservers(view, steady),
    ...view.windows.faults.flatMap((fault) => {
      const why = whyNoBite(fault);
      return why === undefined ? [] : [`fault ${fault.name} did not bite: ${why}`];
    }),
    ...unsteadyLoads(series, steady),
  ];
}

function endings(view: RunView): string[] {
  const ended = eventsOf(view.run.events, "run.ended").at(-1);
  if (ended === undefined) return ["the record ends before the run did"];
  if (ended.how !== "completed") return [`the run did not complete (${ended.how})`];
  const damage = damageOf(view);
  return damage.length === 0 ? [] : [`the record is damaged: ${firstFew(damage)}`];
}

/** In k6 a drop is the sign of coordinated omission: what could not be started has no latency. */
function generatorTroubles({ result, rate }: MeasuredLoad): string[] {
  const dropped = rate?.dropped ?? 0;
  const drops = dropped === 0 ? [] : [`${result.name} dropped ${counted(dropped, "iteration")} in the steady stretch`];
  const { limit, sentence } = result.bottleneck;
  return limit === "generator" ? [...drops, `${result.name} was held back by its generator: ${sentence}`] : drops;
}

function busyMachine({ run }: RunView, steady: Span): string[] {
  const shares: number[] = [];
  for (const { atMs, machineCoresBusy, cores } of eachOf(run.events, "machine.sampled")) {
    if (isWithin(steady, atMs)) shares.push(machineCoresBusy / cores);
  }
  const share = medianOf(shares);
  if (share === undefined || share <= busyShareMax) return [];
  return [
    `the machine was ${percent(share)} busy in the steady stretch (median; at most ${percent(busyShareMax)}), so load and nodes waited for each other`,
  ];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function lateHarness({ run }: RunView, measured: Span): string[] {
  const late = eventsOf(run.events, "harness.lagged").filter(
    ({ atMs, what }) => what === "event loop" && isWithin(measured, atMs),
  );
  const looks = ((measured.toMs - measured.fromMs) / 1000) * clockLooksPerSecond;
  if (late.length <= lateShareMax * looks) return [];
  const worstMs = late.reduce((worst, { lateMs }) => Math.max(worst, lateMs), 0);
  return [
    `the harness was more than 50 ms late in ${percent(late.length / looks)} of its looks at the clock, at worst by ${formatDuration(worstMs)}`,
  ];
}

function steppedClock({ run }: RunView, measured: Span): string[] {
  const steps = eventsOf(run.events, "clock.stepped").filter(({ atMs }) => isWithin(measured, atMs));
  const worstMs = steps.reduce((worst, { deltaMs }) => Math.max(worst, Math.abs(deltaMs)), 0);
  return steps.length === 0
    ? []
    : [`the wall clock stepped by up to ${formatDuration(worstMs)}, so k6's times do not join`];
}

/** At the first look of each observer into the steady stretch. */
function disagreeingObservers({ chain, run }: RunView, steady: Span): string[] {
  return run.header.observers.flatMap((node) => {
    const first = chain.history.looks.get(node)?.find(({ askedAtMs }) => askedAtMs >= steady.fromMs);
    if (first?.problem === undefined) return [];
    return [`observer ${node} ${first.problem} when the steady stretch began`];
  });
}
