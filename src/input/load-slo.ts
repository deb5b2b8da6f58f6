import { present } from "../base/assert.ts";
import type { Loaded, Problem } from "../model/problem.ts";
import type { Slo, SloSource } from "../model/slo.ts";
import { checkShape } from "./check-shape.ts";
import { describeValue } from "./describe-value.ts";
import { Findings } from "./findings.ts";
import { openSingleDocument } from "./open-document.ts";
import { type SloFile, sloSchema } from "./slo-schema.ts";
import { toLoaded } from "./to-loaded.ts";
import type { Path, ReadFile, YamlDocument } from "./yaml-document.ts";

/** Reads an SLO file. */
export function loadSlo(options: { file: string; readFile: ReadFile }): Loaded<Slo> {
  return toLoaded(readSlo(options));
}

export interface ReadSlo {
  readonly value: Slo | undefined;
  readonly problems: readonly Problem[];
  /** For rules that need the plan as well. */
  readonly document: YamlDocument | undefined;
}

/** As loadSlo, with problems, value and document side by side. */
export function readSlo(options: { file: string; readFile: ReadFile }): ReadSlo {
  const { document, problems } = openSingleDocument(options);
  if (document === undefined) return { value: undefined, problems, document };
  const findings = new Findings(document);
  const file = checkShape({ schema: sloSchema, findings, value: document.value });
  if (file === undefined) return { value: undefined, problems: findings.problems, document };
  const target = checkTarget(file, findings);
  const source = checkSource(file, findings);
  const budgeting = checkBudgeting(file, findings);
  const failed = findings.failed || target === undefined || source === undefined || budgeting === undefined;
  return {
    value: failed ? undefined : { ...describe(file, options.file), target, source, budgeting },
    problems: findings.problems,
    document,
  };
}

/** Where an SLO file says which load it counts. */
export const sloLoadPath: Path = ["spec", "indicator", "spec", "ratioMetric", "total", "metricSource", "spec", "load"];

const goodPath: Path = ["spec", "indicator", "spec", "ratioMetric", "good", "metricSource", "spec"];
const totalPath: Path = sloLoadPath.slice(0, -1);

function describe({ metadata, spec }: SloFile, file: string) {
  return {
    name: metadata.name,
    displayName: onlyObjective(spec).displayName ?? metadata.displayName ?? metadata.name,
    latencyMsMax: spec.indicator.spec.ratioMetric.good.metricSource.spec.latencyMsMax,
    periodMs: present(spec.timeWindow[0], "the time window").duration,
    file,
  };
}

/** The schema asks for exactly one. */
const onlyObjective = (spec: SloFile["spec"]) => present(spec.objectives[0], "the objective");

function checkTarget({ spec }: SloFile, findings: Findings): number | undefined {
  const objective = onlyObjective(spec);
  const path: Path = ["spec", "objectives", 0];
  const { target, targetPercent } = objective;
  if ((target === undefined) === (targetPercent === undefined)) {
    const found = target === undefined ? "neither" : "both";
    findings.error({ path, message: `expected either target or targetPercent, found ${found}` });
    return undefined;
  }
  const share = target ?? (targetPercent ?? 0) / 100;
  if (share >= 0 && share < 1) return share;
  findings.error({
    path: [...path, target === undefined ? "targetPercent" : "target"],
    message: `expected a target of at least 0 and below ${target === undefined ? "100" : "1"}, found ${target ?? targetPercent}`,
    hint:
      share === 1
        ? "OpenSLO cannot express 100 %: it leaves no error budget. What must never happen is an rpo objective of the plan"
        : "target is a share such as 0.95; targetPercent is 95",
  });
  return undefined;
}

function checkSource({ spec }: SloFile, findings: Findings): SloSource | undefined {
  const { good, total } = spec.indicator.spec.ratioMetric;
  const counted = total.metricSource.spec;
  if ((counted.load === undefined) === (counted.canary === undefined)) {
    findings.error({
      path: totalPath,
      message: `expected either "load: <name>" or "canary: true", found ${counted.load === undefined ? "neither" : "both"}`,
      hint: "name the load of the plan whose requests count, or count the canary transactions",
    });
    return undefined;
  }
  if (counted.method !== undefined && counted.load === undefined) {
    findings.error({
      path: [...totalPath, "method"],
      message: "expected a method only beside a load, found one",
      at: "key",
    });
  }
  for (const key of ["load", "method", "canary"] as const) {
    const found = good.metricSource.spec[key];
    if (found === counted[key]) continue;
    findings.error({
      path: [...goodPath, key],
      message: `expected the same events in good as in total (${key}: ${describeValue(counted[key])}), found ${describeValue(found)}`,
      hint: "good and total count the same events; good may narrow them by latencyMsMax",
    });
  }
  return counted.load === undefined ? { kind: "canary" } : { kind: "load", load: counted.load, method: counted.method };
}

function checkBudgeting({ spec }: SloFile, findings: Findings): Slo["budgeting"] | undefined {
  const objective = onlyObjective(spec);
  const path: Path = ["spec", "objectives", 0];
  const keys = ["timeSliceTarget", "timeSliceWindow"] as const;
  if (spec.budgetingMethod === "Occurrences") {
    for (const key of keys.filter((name) => objective[name] !== undefined)) {
      const message = `expected no ${key} with budgetingMethod Occurrences, found one: it is ignored`;
      findings.warn({
        path: [...path, key],
        message,
        at: "key",
        hint: "use budgetingMethod: Timeslices, or remove it",
      });
    }
    return { kind: "occurrences" };
  }
  for (const key of keys.filter((name) => objective[name] === undefined)) {
    findings.error({ path: [...path, key], message: `expected ${key} with budgetingMethod Timeslices, found nothing` });
  }
  const { timeSliceTarget, timeSliceWindow } = objective;
  if (timeSliceTarget === undefined || timeSliceWindow === undefined) return undefined;
  return { kind: "timeslices", windowMs: timeSliceWindow, sliceTarget: timeSliceTarget };
}
