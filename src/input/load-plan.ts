import { present } from "../base/assert.ts";
import type { FaultStart, Plan } from "../model/plan.ts";
import type { Loaded, Problem } from "../model/problem.ts";
import type { Slo } from "../model/slo.ts";
import { expandExperiment } from "./chaos/expand-experiment.ts";
import type { Expansion } from "./chaos/expansion.ts";
import type { Experiment } from "./chaos/experiment.ts";
import { checkShape } from "./check-shape.ts";
import { Findings, hasErrors } from "./findings.ts";
import { openSingleDocument } from "./open-document.ts";
import { explainOverridden, overridePlan, type PlanOverrides } from "./override-plan.ts";
import { checkExpansion, checkPlanAgainstCluster } from "./plan-cluster-rules.ts";
import { type PlanReferences, readReferences } from "./plan-references.ts";
import { checkPlan } from "./plan-rules.ts";
import { type PlanFile, type PlanFileFault, planSchema } from "./plan-schema.ts";
import { resolvePlan } from "./resolve-plan.ts";
import { suggestion } from "./suggest.ts";
import { toLoaded } from "./to-loaded.ts";
import type { Path, ReadFile, YamlDocument } from "./yaml-document.ts";

export interface LoadPlanOptions {
  readonly planFile: string;
  readonly readFile: ReadFile;
  readonly overrides?: PlanOverrides | undefined;
  /** Where the clusters that come with Chaindrill are, for plans that live elsewhere. */
  readonly clusterDir?: string | undefined;
}

/** Reads a plan and every file it points at; all problems of all files at once, or the resolved plan. */
export function loadPlan(options: LoadPlanOptions): Loaded<Plan> {
  const { document, problems } = openSingleDocument({ file: options.planFile, readFile: options.readFile });
  if (document === undefined) return toLoaded<Plan>({ value: undefined, problems });
  return toLoaded(readPlan(document, options));
}

function readPlan(document: YamlDocument, options: LoadPlanOptions): { value: Plan | undefined; problems: Problem[] } {
  const { planFile, readFile, clusterDir, overrides = {} } = options;
  const findings = new Findings(document);
  const { value, replacements } = overridePlan({ value: document.value, overrides, findings });
  const file = checkShape({ schema: planSchema, findings, value });
  const references = readReferences({ value, planFile, readFile, clusterDir, findings });
  const expanded = file === undefined ? undefined : expandFaults({ file, references, findings });
  const further = file === undefined ? [] : checkTogether({ file, references, findings });
  const problems = [
    ...explainOverridden(findings.problems, { replacements, placeOf: overrides.placeOf }),
    ...references.problems,
    ...(expanded?.problems ?? []),
    ...further,
  ];
  const cluster = references.cluster?.spec;
  if (file === undefined || expanded === undefined || cluster === undefined || hasErrors(problems)) {
    return { value: undefined, problems };
  }
  const plan = resolvePlan({
    file,
    planFile,
    cluster: { file: present(references.cluster, "the cluster").file, spec: cluster },
    expansions: expanded.expansions,
    slos: file.spec.objectives.slo.map((path) => sloOf(path, references)),
  });
  return { value: plan, problems };
}

const sloOf = (path: string, references: PlanReferences): Slo =>
  present(references.slos.get(path)?.value, `the SLO of ${path}`);

interface Together {
  readonly file: PlanFile;
  readonly references: PlanReferences;
  /** Of the plan document. */
  readonly findings: Findings;
}

/** Rules between the files; the problems that stand in other files than the plan are returned. */
function checkTogether({ file, references, findings }: Together): readonly Problem[] {
  const cluster = references.cluster?.spec;
  checkPlan(file, findings);
  if (cluster !== undefined) checkPlanAgainstCluster({ plan: file, cluster, findings });
  checkExperimentChoice({ file, references, findings });
  return checkSloLoads({ file, references, findings });
}

/** The faults that each fault of the plan file is, or starts; with problems that stand in the manifests. */
function expandFaults({ file, references, findings }: Together): {
  readonly expansions: ReadonlyMap<string, Expansion>;
  readonly problems: readonly Problem[];
} {
  const expansions = new Map<string, Expansion>();
  const problems: Problem[] = [];
  for (const [index, fault] of file.spec.faults.entries()) {
    const experiment = chosenExperiment(fault, references);
    if (experiment === undefined) continue;
    checkFor({ fault, experiment, path: ["spec", "faults", index], findings });
    const there = new Findings(experiment.document);
    const { name, for: forMs } = fault;
    const options = { name, start: startOf(fault), forMs, severity: "error", findings: there } as const;
    const expansion = expandExperiment(experiment, options);
    checkExpansion({ expansion, plan: file, cluster: references.cluster?.spec, findings: there });
    expansions.set(name, expansion);
    problems.push(...there.problems);
  }
  return { expansions, problems };
}

const startOf = ({ at, after }: PlanFileFault): FaultStart =>
  after === undefined ? { kind: "at", atMs: at ?? 0 } : { kind: "after", fault: after };

/** Only a Schedule goes on until it is deleted; the plan says when that is. */
function checkFor(options: { fault: PlanFileFault; experiment: Experiment; path: Path; findings: Findings }): void {
  const { fault, experiment, path, findings } = options;
  const isSchedule = experiment.meaning.kind === "schedule";
  if (isSchedule === (fault.for !== undefined)) return;
  findings.error({
    path: [...path, isSchedule ? "manifest" : "for"],
    message: isSchedule
      ? "expected for beside a Schedule, found none: nothing would end it"
      : "expected for only beside a Schedule, found it with another kind",
    hint: isSchedule ? "add for: 2m, how long it goes on starting faults" : "the manifest says how long it lasts",
    at: isSchedule ? "value" : "key",
  });
}

function chosenExperiment(fault: PlanFileFault, references: PlanReferences): Experiment | undefined {
  const experiments = references.manifests.get(fault.manifest) ?? [];
  if (fault.experiment === undefined) return experiments.length === 1 ? experiments[0] : undefined;
  return experiments.find((experiment) => experiment.name === fault.experiment);
}

function checkExperimentChoice({ file, references, findings }: Together): void {
  for (const [index, fault] of file.spec.faults.entries()) {
    const experiments = references.manifests.get(fault.manifest) ?? [];
    // None at all is a manifest with problems of its own, which are told there.
    if (experiments.length === 0 || chosenExperiment(fault, references) !== undefined) continue;
    const names = experiments.map((experiment) => experiment.name);
    const asked = fault.experiment;
    findings.error({
      path: ["spec", "faults", index, asked === undefined ? "manifest" : "experiment"],
      message:
        asked === undefined
          ? `expected one experiment in the manifest, found ${names.length}: ${names.join(", ")}`
          : `expected an experiment of the manifest, found "${asked}"`,
      hint: asked === undefined ? "choose one with experiment: <metadata.name>" : suggestion(asked, names),
    });
  }
}

/** SLOs must count loads that the plan has, and be told apart by name. */
function checkSloLoads({ file, references, findings }: Together): readonly Problem[] {
  const loads = file.spec.load.map(({ name }) => name);
  const names: string[] = [];
  return file.spec.objectives.slo.flatMap((path, index) => {
    const slo = references.slos.get(path);
    if (slo?.value === undefined || slo.loadAt === undefined) return [];
    if (names.includes(slo.value.name)) {
      const message = `expected SLOs of different names, found "${slo.value.name}" again`;
      findings.error({ path: ["spec", "objectives", "slo", index], message });
    }
    names.push(slo.value.name);
    const { source } = slo.value;
    if (source.kind === "canary" || loads.includes(source.load)) return [];
    const there = new Findings(slo.loadAt.document);
    there.error({
      path: slo.loadAt.path,
      message: `expected a load of the plan ${file.metadata.name}, found "${source.load}"`,
      hint: suggestion(source.load, loads),
    });
    return there.problems;
  });
}
