// What an indicator counts, and which of it is good: of ratioMetric (good or bad, beside total) and of thresholdMetric.

import { assertNever } from "../../base/assert.ts";
import type { Slo, SloSource } from "../../model/slo.ts";
import { describeValue } from "../describe-value.ts";
import type { Path } from "../yaml-document.ts";
import type { Placed } from "./slo-documents.ts";
import type { IndicatorSpec, SloObjective } from "./slo-schema.ts";

export interface Indicator {
  readonly source: SloSource;
  /** Where the load stands, for rules that need the plan as well. */
  readonly loadPath: Path;
  readonly latencyMsMax: number | undefined;
  /** What thresholdMetric holds the objective's op and value against. */
  readonly measure: "latencyMs" | "okPerSecond" | undefined;
}

/** Reads an indicator's `spec`; undefined when it has problems, which are reported. */
export function readIndicator(placed: Placed<IndicatorSpec>): Indicator | undefined {
  const { value, findings, path } = placed;
  const { ratioMetric, thresholdMetric } = value;
  if ((ratioMetric === undefined) === (thresholdMetric === undefined)) {
    const found = ratioMetric === undefined ? "neither" : "both";
    findings.error({ path, message: `expected either ratioMetric or thresholdMetric, found ${found}` });
    return undefined;
  }
  if (ratioMetric !== undefined) return readRatio({ ...placed, value: ratioMetric, path: [...path, "ratioMetric"] });
  if (thresholdMetric === undefined) return undefined;
  const events = { ...placed, value: thresholdMetric, path: [...path, "thresholdMetric"] };
  const counted = readSource(events);
  const { measure } = thresholdMetric.metricSource.spec;
  return counted && { ...counted, latencyMsMax: undefined, measure };
}

type RatioMetric = NonNullable<IndicatorSpec["ratioMetric"]>;

function readRatio({ value, findings, path }: Placed<RatioMetric>): Indicator | undefined {
  const { good, bad, total } = value;
  if ((good === undefined) === (bad === undefined)) {
    const found = good === undefined ? "neither" : "both";
    findings.error({ path, message: `expected either good or bad beside total, found ${found}` });
    return undefined;
  }
  const counted = readSource({ value: total, findings, path: [...path, "total"] });
  const key = good === undefined ? "bad" : "good";
  const part = (good ?? bad)?.metricSource.spec ?? {};
  const whole = total.metricSource.spec;
  for (const field of ["load", "method", "canary"] as const) {
    if (counted === undefined || part[field] === whole[field]) continue;
    findings.error({
      path: [...path, key, "metricSource", "spec", field],
      message: `expected the same events in ${key} as in total (${field}: ${describeValue(whole[field])}), found ${describeValue(part[field])}`,
      hint: `${key} and total count the same events; ${narrowing[key]}`,
    });
  }
  const latencyMsMax = good === undefined ? bad?.metricSource.spec.latencyMsAbove : good.metricSource.spec.latencyMsMax;
  return counted && { ...counted, latencyMsMax, measure: undefined };
}

const narrowing = {
  good: "good may narrow them by latencyMsMax",
  bad: "bad may widen what did not end ok by latencyMsAbove",
} as const;

/** Exactly one of a load, or the canaries. */
function readSource(
  placed: Placed<{ readonly metricSource: { readonly spec: EventsSpec } }>,
): { source: SloSource; loadPath: Path } | undefined {
  const { findings } = placed;
  const { load, method, canary } = placed.value.metricSource.spec;
  const path = [...placed.path, "metricSource", "spec"];
  if ((load === undefined) === (canary === undefined)) {
    findings.error({
      path,
      message: `expected either "load: <name>" or "canary: true", found ${load === undefined ? "neither" : "both"}`,
      hint: "name the load of the plan whose requests count, or count the canary transactions",
    });
    return undefined;
  }
  if (method !== undefined && load === undefined) {
    findings.error({
      path: [...path, "method"],
      message: "expected a method only beside a load, found one",
      at: "key",
    });
  }
  return {
    source: load === undefined ? { kind: "canary" } : { kind: "load", load, method },
    loadPath: [...path, "load"],
  };
}

interface EventsSpec {
  readonly load?: string | undefined;
  readonly method?: string | undefined;
  readonly canary?: true | undefined;
}

type Limits = Pick<Slo, "latencyMsMax" | "budgeting" | "exclusive">;

/** What op and value of an objective mean for what the indicator measures, and how its budget is spent. */
export function applyThreshold(
  indicator: Indicator,
  options: { readonly objective: Placed<SloObjective>; readonly budgeting: Slo["budgeting"] },
): Limits | undefined {
  const { objective, budgeting } = options;
  const { findings, path } = objective;
  const { op, value } = objective.value;
  const { measure, latencyMsMax } = indicator;
  if (measure === undefined) {
    for (const key of ["op", "value"] as const) {
      if (objective.value[key] === undefined) continue;
      const message = `expected no ${key} with a ratioMetric, found one: it is ignored`;
      findings.warn({ path: [...path, key], message, at: "key", hint: "good or bad say what counts" });
    }
    return { latencyMsMax, budgeting };
  }
  for (const key of ["op", "value"] as const) {
    if (objective.value[key] !== undefined) continue;
    findings.error({ path: [...path, key], message: `expected ${key} with a thresholdMetric, found nothing` });
  }
  if (op === undefined || value === undefined) return undefined;
  const [inclusive, exclusive] = operatorsOf[measure];
  if (op !== inclusive && op !== exclusive) {
    findings.error({
      path: [...path, "op"],
      message: `expected ${inclusive} or ${exclusive} for ${measure}, found "${op}"`,
      hint: measure === "latencyMs" ? "a slow answer is no good one" : "too many good answers are no harm",
    });
    return undefined;
  }
  const limit = op === exclusive ? ({ exclusive: true } as const) : {};
  switch (measure) {
    case "latencyMs":
      return { latencyMsMax: value, budgeting, ...limit };
    case "okPerSecond":
      if (budgeting.kind === "timeslices") {
        findings.error({
          path: ["spec", "budgetingMethod"],
          message: "expected Occurrences for okPerSecond, found Timeslices",
          hint: "each second is an occurrence: good when enough requests ended ok in it",
        });
        return undefined;
      }
      return { latencyMsMax: undefined, budgeting: { kind: "seconds", goodMin: value }, ...limit };
    default:
      return assertNever(measure);
  }
}

const operatorsOf = { latencyMs: ["lte", "lt"], okPerSecond: ["gte", "gt"] } as const;
