import type { FaultSpec } from "../model/fault.ts";
import type { Loaded, Problem } from "../model/problem.ts";
import { expandExperiment } from "./chaos/expand-experiment.ts";
import type { Experiment } from "./chaos/experiment.ts";
import { readExperiment } from "./chaos/read-experiment.ts";
import { Findings } from "./findings.ts";
import { openDocuments } from "./open-document.ts";
import { toLoaded } from "./to-loaded.ts";
import type { ReadFile } from "./yaml-document.ts";

/**
 * Reads a manifest of one or more Chaos Mesh experiments: the faults they are, or start. Without a plan around it, what
 * nothing would end is only a warning.
 */
export function loadManifest(options: { file: string; readFile: ReadFile }): Loaded<readonly FaultSpec[]> {
  const { experiments, problems } = readManifest(options);
  const expansions = experiments.map((experiment) => {
    const findings = new Findings(experiment.document);
    const { name } = experiment;
    const expansion = expandExperiment(experiment, { name, severity: "warning", findings });
    return { faults: expansion.parts.map(({ planned }) => planned.spec), problems: findings.problems };
  });
  const value = expansions.flatMap(({ faults }) => faults);
  return toLoaded({ value, problems: [...problems, ...expansions.flatMap((one) => one.problems)] });
}

/** As loadManifest, with experiments and problems side by side, and before anything is expanded. */
export function readManifest(options: { file: string; readFile: ReadFile }): {
  readonly experiments: readonly Experiment[];
  readonly problems: readonly Problem[];
} {
  const { documents, problems } = openDocuments(options);
  const read = documents.map((document) => {
    const findings = new Findings(document);
    return { experiment: readExperiment(document, findings), problems: findings.problems };
  });
  return {
    experiments: read.flatMap(({ experiment }) => experiment ?? []),
    problems: [...problems, ...read.flatMap((one) => one.problems)],
  };
}
