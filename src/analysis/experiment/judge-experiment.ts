// Was this a valid experiment? Asked before anything is said about the network, so that a broken experiment is never
// reported as a broken product.

import { formatDuration } from "../../base/duration.ts";
import { eventsOf } from "../../model/event.ts";
import type { Verdict } from "../../model/verdict.ts";
import type { MeasuredLoad } from "../loads/measure-load.ts";
import { damageOf } from "../loads/missing-records.ts";
import { findBlindSpots, looksAtAny } from "../recovery/blind-spots.ts";
import type { RunView } from "../run-view.ts";
import { counted, type Finding, firstFew, verdict } from "../verdicts.ts";
import { isWithin } from "../windows.ts";
import { judgeFaults } from "./judge-faults.ts";
import { judgeRates } from "./judge-rate.ts";

/** Whether the run ended in order, its faults bit, its loads kept their rate, somebody was looking, and nothing was left behind. */
export function judgeExperiment(view: RunView, loads: readonly MeasuredLoad[]): Verdict[] {
  return [
    verdict("experiment.ended", judgeEnd(view)),
    ...judgeFaults(view),
    ...judgeRates(view, loads),
    verdict("experiment.watching", judgeWatching(view)),
    verdict("experiment.teardown", judgeTeardown(view)),
  ];
}

function judgeEnd(view: RunView): Finding {
  const ended = eventsOf(view.run.events, "run.ended").at(-1);
  if (ended === undefined) return { status: "unknown", summary: "the record ends before the run did" };
  const evidence = [ended.seq];
  if (ended.how !== "completed") {
    const reason = ended.reason === undefined ? "" : `: ${ended.reason}`;
    return { status: "unknown", summary: `the run did not complete, it was ${howWords[ended.how]}${reason}`, evidence };
  }
  const damage = damageOf(view);
  if (damage.length > 0) {
    return { status: "unknown", summary: `the record is damaged: ${firstFew(damage)}`, evidence };
  }
  return { status: "pass", summary: "the run completed", evidence };
}

const howWords = {
  interrupted: "interrupted",
  aborted: "aborted",
  "not-steady": "never steady",
  broken: "broken off by an error of the harness",
} as const;

/** Whether the harness kept looking, with a clock that ran evenly, while it mattered. */
function judgeWatching(view: RunView): Finding {
  const { measured } = view.windows;
  if (measured === undefined) return { status: "unknown", summary: "there was no measured span to watch" };
  const { everyMs } = view.run.plan.probe;
  const steps = eventsOf(view.run.events, "clock.stepped").filter((event) => isWithin(measured, event.atMs));
  const lags = eventsOf(view.run.events, "harness.lagged").filter((event) => isWithin(measured, event.atMs));
  const worstMs = lags.reduce((worst, event) => Math.max(worst, event.lateMs), 0);
  const looks = looksAtAny(view.chain.history.looks, view.run.header.observers);
  const blind = findBlindSpots(looks, { span: measured, periodMs: everyMs });
  const evidence = [...steps, ...lags.toSorted((a, b) => b.lateMs - a.lateMs)].map((event) => event.seq);
  const first = blind[0];
  if (first !== undefined) {
    const where = `${formatDuration(first.toMs - first.fromMs)} from ${formatDuration(first.fromMs)} into the run`;
    return {
      status: "unknown",
      summary: `no observer was looked at for ${where} (${counted(blind.length, "such gap")})`,
      evidence,
    };
  }
  if (steps.length > 0) {
    const worst = steps.reduce((most, event) => Math.max(most, Math.abs(event.deltaMs)), 0);
    const summary = `the wall clock stepped ${counted(steps.length, "time")}, at most by ${formatDuration(worst)}, so k6's times cannot be joined with the rest`;
    return { status: "unknown", summary, evidence };
  }
  const late =
    lags.length === 0 ? "never late" : `late ${counted(lags.length, "time")}, at worst by ${formatDuration(worstMs)}`;
  if (worstMs > 3 * everyMs)
    return { status: "unknown", summary: `the harness was ${late}; its samples are every ${everyMs} ms`, evidence };
  return { status: "pass", summary: `observers were looked at throughout; the harness was ${late}`, evidence };
}

function judgeTeardown({ run }: RunView): Finding {
  const ended = eventsOf(run.events, "run.ended").at(-1);
  if (ended === undefined) return { status: "unknown", summary: "the record ends before the teardown did" };
  const evidence = [ended.seq];
  if (ended.leftovers.length === 0) return { status: "pass", summary: "nothing of the run was left behind", evidence };
  return { status: "fail", summary: `left behind: ${firstFew(ended.leftovers, 5)}`, evidence };
}
