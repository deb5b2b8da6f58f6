import type { Loaded, Problem } from "../model/problem.ts";
import { chaosApiVersion } from "./chaos/common-schema.ts";
import { chaosKindNames } from "./chaos/read-experiment.ts";
import { describeValue, isRecord } from "./describe-value.ts";
import { Findings, tidyProblems } from "./findings.ts";
import { loadAnyPlan } from "./load-any-plan.ts";
import { loadCluster } from "./load-cluster.ts";
import { loadManifest } from "./load-manifest.ts";
import { openDocuments } from "./open-document.ts";
import { checkSloFile } from "./slo/load-slo.ts";
import { sloKinds } from "./slo/slo-documents.ts";
import { suggestion } from "./suggest.ts";
import type { ReadFile } from "./yaml-document.ts";

export type InputKind = "plan" | "cluster" | "slo" | "manifest" | "unknown";

export interface Validation {
  readonly file: string;
  readonly kind: InputKind;
  /** Errors and warnings, also of files that this one points at. */
  readonly problems: readonly Problem[];
}

/** Recognises a file by its content and validates it; what is none of the four kinds is a problem. */
export function validateFile(options: {
  readonly file: string;
  readonly readFile: ReadFile;
  readonly clusterDir?: string | undefined;
  readonly planDir?: string | undefined;
}): Validation {
  const { file, readFile, clusterDir, planDir } = options;
  const { documents, problems } = openDocuments({ file, readFile });
  const [document] = documents;
  if (document === undefined) return { file, kind: "unknown", problems: tidyProblems(problems) };
  const kind = recognise(document.value);
  switch (kind) {
    case "plan":
      return { file, kind, problems: problemsOf(loadAnyPlan({ planFile: file, readFile, clusterDir, planDir })) };
    case "cluster":
      return { file, kind, problems: problemsOf(loadCluster({ file, readFile })) };
    case "slo":
      return { file, kind, problems: tidyProblems(checkSloFile({ file, readFile })) };
    case "manifest":
      return { file, kind, problems: problemsOf(loadManifest({ file, readFile })) };
    case "unknown": {
      const findings = new Findings(document);
      reportUnknown(document.value, findings);
      return { file, kind, problems: [...problems, ...findings.problems] };
    }
  }
}

const problemsOf = (loaded: Loaded<unknown>): readonly Problem[] => (loaded.ok ? loaded.warnings : loaded.problems);

/** By apiVersion first, then by kind, so that a slip in one of the two still gets the right messages. */
function recognise(value: unknown): InputKind {
  const { apiVersion, kind } = isRecord(value) ? value : {};
  if (kind === "Plan") return "plan";
  if (kind === "Cluster") return "cluster";
  if (apiVersion === "openslo/v1" || sloKinds.some((known) => known === kind)) return "slo";
  const isChaosKind = typeof kind === "string" && (kind.endsWith("Chaos") || chaosKindNames.includes(kind));
  return apiVersion === chaosApiVersion || isChaosKind ? "manifest" : "unknown";
}

function reportUnknown(value: unknown, findings: Findings): void {
  if (!isRecord(value)) {
    const message = `expected a document with apiVersion and kind, found ${describeValue(value)}`;
    return void findings.error({ path: [], message });
  }
  const { kind } = value;
  findings.error({
    path: ["kind"],
    message: `expected Plan, Cluster, SLO or a kind of Chaos Mesh, found ${describeValue(kind)}`,
    hint: suggestion(typeof kind === "string" ? kind : "", ["Plan", "Cluster", "SLO", "PodChaos", "NetworkChaos"]),
  });
}
