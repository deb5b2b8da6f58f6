// Rules of a plan that its structure cannot say: names, order and limits. Rules that need the cluster as well are in
// `plan-cluster-rules.ts`.

import { formatDuration } from "../base/duration.ts";
import type { Findings } from "./findings.ts";
import type { PlanFile } from "./plan-schema.ts";
import { suggestion } from "./suggest.ts";
import type { Path } from "./yaml-document.ts";

/** Reports what is wrong inside the plan document. */
export function checkPlan(plan: PlanFile, findings: Findings): void {
  const { spec } = plan;
  checkUnique({ names: spec.load.map(({ name }) => name), list: ["spec", "load"], findings });
  checkUnique({ names: spec.faults.map(({ name }) => name), list: ["spec", "faults"], findings });
  checkStarts(plan, findings);
  checkRamps(plan, findings);
  checkSettings(plan, findings);
  checkSteady(plan, findings);
  checkKind(plan, findings);
}

function checkUnique(options: { names: readonly string[]; list: Path; findings: Findings }): void {
  const { names, list, findings } = options;
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    findings.error({ path: [...list, index, "name"], message: `expected each name once, found "${name}" again` });
  }
}

function checkStarts({ spec }: PlanFile, findings: Findings): void {
  const names = spec.faults.map(({ name }) => name);
  for (const [index, fault] of spec.faults.entries()) {
    const path: Path = ["spec", "faults", index];
    if ((fault.at === undefined) === (fault.after === undefined)) {
      findings.error({
        path,
        message: `expected either at or after, found ${fault.at === undefined ? "neither" : "both"}`,
        hint: "at: 0s starts it once the network is steady; after: <fault> once that fault is recovered from",
      });
    }
    if (fault.after === undefined) continue;
    if (!names.includes(fault.after)) {
      findings.error({
        path: [...path, "after"],
        message: `expected the name of a fault of this plan, found "${fault.after}"`,
        hint: suggestion(
          fault.after,
          names.filter((name) => name !== fault.name),
        ),
      });
    }
    const cycle = cycleFrom(spec.faults, fault.name);
    if (cycle === undefined) continue;
    findings.error({
      path: [...path, "after"],
      message: `expected faults that follow one another, found a circle: ${cycle.join(" after ")}`,
      hint: "start one of them with at: 0s",
    });
  }
}

/** The names from a fault back to itself; undefined when its chain ends or runs into a circle further on. */
function cycleFrom(faults: PlanFile["spec"]["faults"], name: string): string[] | undefined {
  const chain = [name];
  for (let step = 0; step < faults.length; step += 1) {
    const next = faults.find((fault) => fault.name === chain.at(-1))?.after;
    if (next === undefined) return undefined;
    chain.push(next);
    if (next === name) return chain;
  }
  return undefined;
}

function checkRamps({ spec }: PlanFile, findings: Findings): void {
  for (const [index, load] of spec.load.entries()) {
    if (load.engine !== "k6" || typeof load.rate === "number" || !("stages" in load.rate)) continue;
    if (load.rate.stages.some((stage) => stage.target > 0)) continue;
    const message = "expected a stage with a target above 0/s, found none: this load would do nothing";
    findings.error({ path: ["spec", "load", index, "rate", "stages"], message });
  }
}

/** What the harness tells every script itself (scenarios/load/lib/options.ts), and where a plan says it. */
const ownSettings: Readonly<Record<string, string>> = {
  RPC_URLS: "through",
  WS_URLS: "through",
  CORPUS: "corpus",
  RATE: "rate",
  STAGES: "rate",
  POISSON: "rate",
  VUS: "vus",
  BATCH: "batch",
  REQUEST_TIMEOUT: "requestTimeout",
  SEED: "the plan's seed",
  DURATION: "the plan's phases",
  RECORD: "the harness alone",
};

function checkSettings({ spec }: PlanFile, findings: Findings): void {
  for (const [index, load] of spec.load.entries()) {
    if (load.engine !== "k6") continue;
    for (const name of Object.keys(load.with)) {
      const own = ownSettings[name];
      if (own === undefined) continue;
      const message = `expected settings of the script's own, found ${name}: it is set by ${own}`;
      findings.error({ path: ["spec", "load", index, "with", name], message });
    }
  }
}

function checkSteady({ spec }: PlanFile, findings: Findings): void {
  if (spec.steady.for <= spec.steady.within) return;
  findings.error({
    path: ["spec", "steady", "for"],
    message: `expected steady.for of at most steady.within (${formatDuration(spec.steady.within)}), found ${formatDuration(spec.steady.for)}: it could never be reached`,
  });
}

function checkKind({ spec }: PlanFile, findings: Findings): void {
  if (spec.kind === "benchmark" || spec.faults.length > 0) return;
  findings.warn({
    path: ["spec", "kind"],
    message: `expected faults in a plan of kind ${spec.kind}, found none`,
    hint: "write kind: benchmark for a plan that only measures",
  });
}
