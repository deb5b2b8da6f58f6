// The few numbers a reader looks for first. Chosen once, shown by every report that has room for them.

import type { LoadResult, Result } from "../model/result.ts";
import { mergeStatus, type VerdictStatus } from "../model/verdict.ts";
import { fromClearing, recoveryTime, rtoStatus, serviceRecovery } from "./describe-recovery.ts";
import { formatCount, formatMs, formatRate, notMeasured } from "./format.ts";

export interface KeyNumber {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  /** Of the verdict that judged it; undefined when nothing did. */
  readonly status: VerdictStatus | undefined;
}

/** RTO per fault, RPO, then tail latency and rate per load. */
export function keyNumbers(result: Result): KeyNumber[] {
  return [...rtoNumbers(result), ...rpoNumbers(result), ...result.loads.flatMap(loadNumbers)];
}

const whyNoTime = {
  "no-impact": "the service stayed healthy",
  censored: "the service was still unhealthy when observation ended",
  unknown: "the service's recovery could not be told",
} as const;

function rtoNumbers(result: Result): KeyNumber[] {
  return result.faults.map((fault) => {
    const label = `RTO ${fault.name}`;
    if (fault.bit === "not-injected") {
      return { label, value: "not injected", note: fault.why ?? "", status: undefined };
    }
    const service = serviceRecovery(fault);
    const status = rtoStatus(result, fault, "service");
    if (service === undefined) return { label, value: notMeasured, note: "the service was not observed", status };
    const note =
      service.kind === "recovered"
        ? `service, from injection; from clearing ${fromClearing(service)}`
        : (service.note ?? whyNoTime[service.kind]);
    return { label, value: recoveryTime(service), note, status };
  });
}

function rpoNumbers(result: Result): KeyNumber[] {
  if (result.rpo.length === 0) return [];
  const judged = result.verdicts.filter((verdict) => verdict.name.startsWith("rpo.") && verdict.status !== "skipped");
  const judgedLevels = result.rpo.filter((level) => judged.some((verdict) => verdict.name === `rpo.${level.level}`));
  const shown = judgedLevels.length > 0 ? judgedLevels : result.rpo;
  return [
    {
      label: "RPO: acknowledged, then lost",
      value: formatCount(Math.max(...shown.map((level) => level.lost))),
      note: shown
        .map((level) => `${level.level} ${formatCount(level.lost)} of ${formatCount(level.acknowledged)}`)
        .join("; "),
      status: judged.length === 0 ? undefined : mergeStatus(judged.map((verdict) => verdict.status)),
    },
  ];
}

function loadNumbers(load: LoadResult): KeyNumber[] {
  const latency = load.inclusion ?? load.submit;
  const what = load.inclusion === null ? "response" : "inclusion";
  return [
    {
      label: `p99 ${load.name}`,
      value: formatMs(latency.steady.p99),
      note:
        latency.steady.p99 === null
          ? `${what}, steady: too few samples (${formatCount(latency.steady.count)})`
          : `${what}, steady; whole run ${formatMs(latency.whole.p99)}`,
      status: undefined,
    },
    {
      label: `Rate ${load.name}`,
      value: formatRate(load.achievedPerSecond),
      note: `of ${formatRate(load.offeredPerSecond)} offered; ${formatCount(load.dropped)} dropped`,
      status: undefined,
    },
  ];
}
