// Did the load reach its rate before anything was broken? In a benchmark a missed rate is the answer that was asked for:
// fail. In a drill it means that the drill was held under another load than the plan says: unknown. A generator that broke
// off says nothing about the network in either, also when it had kept its rate until then.

import { eventsOf } from "../../model/event.ts";
import type { Verdict } from "../../model/verdict.ts";
import type { MeasuredLoad } from "../loads/measure-load.ts";
import { missingRecords } from "../loads/missing-records.ts";
import type { RunView } from "../run-view.ts";
import { type Finding, verdict } from "../verdicts.ts";

/** One verdict per load. */
export function judgeRates(view: RunView, loads: readonly MeasuredLoad[]): Verdict[] {
  return loads.map((load) => verdict(`experiment.load-rate.${load.result.name}`, judgeRate(view, load)));
}

function judgeRate(view: RunView, { result, rate, isRateMet }: MeasuredLoad): Finding {
  const { name, bottleneck } = result;
  if (rate === undefined)
    return { status: "unknown", summary: `${name}: the run had no steady phase to measure it in` };
  if (rate.recorded === 0)
    return { status: "unknown", summary: `${name}: no operation was recorded in the steady phase` };
  const complaint = complaintOf(view, name);
  if (complaint !== undefined) return complaint;
  const perSecond = (count: number) => (count / rate.seconds).toFixed(1);
  const share = `${(rate.share * 100).toFixed(1)} %`;
  const [asked, found] =
    result.model === "closed"
      ? [
          `asked at least ${(view.run.plan.minRateShare * 100).toFixed(1)} % of its requests answered`,
          `found ${share}, ${perSecond(rate.achieved)}/s in a closed loop, which has no rate of its own`,
        ]
      : [
          `asked at least ${(view.run.plan.minRateShare * 100).toFixed(1)} % of the rate and no drops`,
          `found ${perSecond(rate.achieved)}/s of ${perSecond(rate.offered)}/s (${share}), ${rate.dropped} dropped`,
        ];
  if (isRateMet) return { status: "pass", summary: `${name}: ${asked}, ${found}` };
  const missing = missingRecords(view, name);
  if (missing !== undefined) return { status: "unknown", summary: missing };
  const status = view.run.plan.kind === "benchmark" ? "fail" : "unknown";
  return { status, summary: `${name}: ${asked}, ${found}; limit: ${bottleneck.limit} (${bottleneck.sentence})` };
}

function complaintOf({ run }: RunView, load: string): Finding | undefined {
  const finished = eventsOf(run.events, "load.finished").find((event) => event.load === load);
  if (finished?.complaint === undefined) return undefined;
  const summary = `${load}: the generator did not do its part: ${finished.complaint}`;
  return { status: "unknown", summary, evidence: [finished.seq] };
}
