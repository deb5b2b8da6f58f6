import { present } from "../../base/assert.ts";
import type { Loaded, Problem } from "../../model/problem.ts";
import type { Slo } from "../../model/slo.ts";
import { fileProblem } from "../findings.ts";
import { toLoaded } from "../to-loaded.ts";
import type { Path, ReadFile, YamlDocument } from "../yaml-document.ts";
import { readAlerts, readCondition, readPolicy } from "./read-alerts.ts";
import { applyThreshold, type Indicator, readIndicator } from "./read-indicator.ts";
import { type Placed, SloDocuments } from "./slo-documents.ts";
import type { IndicatorSpec, SloFile, SloObjective } from "./slo-schema.ts";

/** Reads an SLO file. */
export function loadSlo(options: { file: string; readFile: ReadFile }): Loaded<Slo> {
  return toLoaded(readSlo(options));
}

export interface ReadSlo {
  readonly value: Slo | undefined;
  readonly problems: readonly Problem[];
  /** Where it says which load it counts, for rules that need the plan as well; its indicator may stand elsewhere. */
  readonly loadAt: { readonly document: YamlDocument; readonly path: Path } | undefined;
}

/** As loadSlo, with problems and value side by side. */
export function readSlo(options: { file: string; readFile: ReadFile }): ReadSlo {
  const { file, readFile } = options;
  const documents = new SloDocuments(readFile);
  const slos = documents.of(file, "SLO");
  const [slo, second] = slos;
  if (second !== undefined) {
    second.findings.error({
      path: [],
      message: `expected one SLO in the file, found ${slos.length}`,
      hint: "a plan names SLOs by their files",
    });
  }
  if (slo === undefined) return { value: undefined, problems: whyNone(file, documents), loadAt: undefined };
  const indicatorSpec = findIndicator(slo, documents);
  const indicator = indicatorSpec && readIndicator(indicatorSpec);
  const value = assemble({ slo, indicator, documents });
  const loadAt = indicatorSpec && indicator && { document: indicatorSpec.findings.document, path: indicator.loadPath };
  return { value, problems: documents.problems, loadAt };
}

/** Every problem of a file of any of the four kinds: SLIs and alert policies may stand alone, for SLOs elsewhere. */
export function checkSloFile(options: { file: string; readFile: ReadFile }): readonly Problem[] {
  const { file, readFile } = options;
  const documents = new SloDocuments(readFile);
  if (documents.kindsIn(file).has("SLO")) return readSlo(options).problems;
  for (const sli of documents.of(file, "SLI")) readIndicator({ ...sli, value: sli.value.spec, path: ["spec"] });
  for (const policy of documents.of(file, "AlertPolicy")) {
    readPolicy({ ...policy, value: policy.value.spec, path: ["spec"] }, documents);
  }
  for (const condition of documents.of(file, "AlertCondition")) {
    readCondition({ ...condition, value: condition.value.spec, path: ["spec"] });
  }
  return documents.problems;
}

/** A file whose SLO has another shape says that already. */
function whyNone(file: string, documents: SloDocuments): readonly Problem[] {
  if (documents.problems.length > 0) return documents.problems;
  const found = [...documents.kindsIn(file)].join(" and ");
  return [fileProblem(file, `expected an SLO in the file, found ${found}`, "name the file of the SLO that uses it")];
}

/** Inline, or the SLI that is named. */
function findIndicator(slo: Placed<SloFile>, documents: SloDocuments): Placed<IndicatorSpec> | undefined {
  const { indicator, indicatorRef } = slo.value.spec;
  if ((indicator === undefined) === (indicatorRef === undefined)) {
    const found = indicator === undefined ? "neither" : "both";
    slo.findings.error({ path: ["spec"], message: `expected either indicator or indicatorRef, found ${found}` });
    return undefined;
  }
  if (indicator !== undefined) return { ...slo, value: indicator.spec, path: ["spec", "indicator", "spec"] };
  const reference = { ...slo, value: present(indicatorRef, "the reference"), path: ["spec", "indicatorRef"] };
  const found = documents.follow("SLI", reference);
  return found && { ...found, value: found.value.spec, path: ["spec"] };
}

function assemble(options: {
  readonly slo: Placed<SloFile>;
  readonly indicator: Indicator | undefined;
  readonly documents: SloDocuments;
}): Slo | undefined {
  const { slo, indicator, documents } = options;
  const { metadata, spec } = slo.value;
  const objective: Placed<SloObjective> = {
    ...slo,
    value: present(spec.objectives[0], "the objective"),
    path: ["spec", "objectives", 0],
  };
  const target = readTarget(objective);
  const budgeting = readBudgeting(slo.value, objective);
  const limits = indicator && budgeting && applyThreshold(indicator, { objective, budgeting });
  const alerts = readAlerts(slo, documents);
  if (indicator === undefined || target === undefined || limits === undefined) return undefined;
  return {
    name: metadata.name,
    displayName: objective.value.displayName ?? metadata.displayName ?? metadata.name,
    source: indicator.source,
    ...limits,
    target,
    periodMs: present(spec.timeWindow[0], "the time window").duration,
    ...(spec.alertPolicies.length === 0 ? {} : { alerts }),
    file: slo.findings.document.file,
  };
}

function readTarget({ value, findings, path }: Placed<SloObjective>): number | undefined {
  const { target, targetPercent } = value;
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

function readBudgeting({ spec }: SloFile, objective: Placed<SloObjective>): Slo["budgeting"] | undefined {
  const { value, findings, path } = objective;
  const keys = ["timeSliceTarget", "timeSliceWindow"] as const;
  if (spec.budgetingMethod === "Occurrences") {
    for (const key of keys.filter((name) => value[name] !== undefined)) {
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
  for (const key of keys.filter((name) => value[name] === undefined)) {
    findings.error({ path: [...path, key], message: `expected ${key} with budgetingMethod Timeslices, found nothing` });
  }
  const { timeSliceTarget, timeSliceWindow } = value;
  if (timeSliceTarget === undefined || timeSliceWindow === undefined) return undefined;
  return { kind: "timeslices", windowMs: timeSliceWindow, sliceTarget: timeSliceTarget };
}
