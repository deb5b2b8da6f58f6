// The files a plan points at: found and read also when the plan itself has problems, so that all are told at once.

import type { ClusterSpec } from "../model/cluster.ts";
import type { Problem } from "../model/problem.ts";
import type { Experiment } from "./chaos/experiment.ts";
import { valueAt } from "./describe-value.ts";
import { findReferencedFile, resolveReference } from "./find-referenced-file.ts";
import type { Findings } from "./findings.ts";
import { readCluster } from "./load-cluster.ts";
import { readManifest } from "./load-manifest.ts";
import { type ReadSlo, readSlo } from "./slo/load-slo.ts";
import { suggestion } from "./suggest.ts";
import type { Path, ReadFile } from "./yaml-document.ts";

export interface PlanReferences {
  readonly cluster: { readonly file: string; readonly spec: ClusterSpec | undefined } | undefined;
  /** By path as the plan writes it. */
  readonly manifests: ReadonlyMap<string, readonly Experiment[]>;
  readonly slos: ReadonlyMap<string, ReadSlo>;
  readonly problems: readonly Problem[];
}

export interface ReadReferences {
  /** The plan document, overrides included; its shape is not known to be right. */
  readonly value: unknown;
  readonly planFile: string;
  readonly readFile: ReadFile;
  readonly clusterDir?: string | undefined;
  readonly findings: Findings;
}

/** Reads everything a plan points at. References to nothing are reported where they stand in the plan. */
export function readReferences(options: ReadReferences): PlanReferences {
  const cluster = readClusterReference(options);
  const manifests = new Map<string, readonly Experiment[]>();
  const slos = new Map<string, ReadSlo>();
  const problems: Problem[] = [...(cluster?.problems ?? [])];
  for (const { reference, file } of existing(options, references(options.value, ["spec", "faults"], "manifest"))) {
    const read = readManifest({ file, readFile: options.readFile });
    manifests.set(reference, read.experiments);
    problems.push(...read.problems);
  }
  for (const { reference, file } of existing(options, references(options.value, ["spec", "objectives", "slo"]))) {
    const read = readSlo({ file, readFile: options.readFile });
    slos.set(reference, read);
    problems.push(...read.problems);
  }
  existing(options, references(options.value, ["spec", "load"], "script"));
  return { cluster: cluster?.found, manifests, slos, problems };
}

function readClusterReference(options: ReadReferences) {
  const { value, planFile, readFile, clusterDir, findings } = options;
  const path: Path = ["spec", "cluster"];
  const reference = valueAt(value, path);
  if (typeof reference !== "string" || reference.trim() === "") return undefined;
  const search = findReferencedFile({ kind: "cluster", reference, from: planFile, readFile, shippedDir: clusterDir });
  if ("tried" in search) {
    findings.error({
      path,
      message: `expected a cluster, found nothing called "${reference}"`,
      hint: `${suggestion(reference, builtIn)} (names are looked up in fixtures/clusters; paths are relative to the plan)`,
    });
    return undefined;
  }
  const read = readCluster({ file: search.found, readFile });
  return { found: { file: search.found, spec: read.value }, problems: read.problems };
}

const builtIn = ["clique-5", "clique-4", "anvil-1"] as const;

interface Reference {
  readonly path: Path;
  readonly reference: string;
}

/** Texts of a list of the plan, or of one field of each of its items. */
function references(value: unknown, listPath: Path, field?: string): Reference[] {
  const list = valueAt(value, listPath);
  if (!Array.isArray(list)) return [];
  return list.flatMap((_, index) => {
    const path = [...listPath, index, ...(field === undefined ? [] : [field])];
    const reference = valueAt(value, path);
    return typeof reference === "string" && reference.trim() !== "" ? [{ path, reference }] : [];
  });
}

/** Those whose file is there, each file once. */
function existing(options: ReadReferences, wanted: readonly Reference[]): { reference: string; file: string }[] {
  const found = new Map<string, string>();
  for (const { path, reference } of wanted) {
    const file = resolveReference(options.planFile, reference);
    if (options.readFile(file) !== undefined) found.set(reference, file);
    else {
      options.findings.error({
        path,
        message: `expected a file, found nothing at ${file}`,
        hint: "paths are relative to the plan",
      });
    }
  }
  return [...found].map(([reference, file]) => ({ reference, file }));
}
