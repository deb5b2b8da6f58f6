// Chaos Mesh manifests to faults. What Chaos Mesh would refuse is refused here before anything starts, and what it would
// accept and get wrong is named.

import { type FaultSpec, isOneShot } from "../model/fault.ts";
import type { Loaded, Problem } from "../model/problem.ts";
import {
  chaosApiVersion,
  networkChaosSchema,
  type OtherChaosFile,
  otherChaosKinds,
  otherChaosSchema,
  pauseAnnotation,
  podChaosSchema,
} from "./chaos-schema.ts";
import { checkShape } from "./check-shape.ts";
import { describeValue, isRecord } from "./describe-value.ts";
import { Findings, hasErrors } from "./findings.ts";
import { checkNetworkChaos } from "./network-rules.ts";
import { openDocuments } from "./open-document.ts";
import { checkPodChaos } from "./pod-rules.ts";
import { checkSelection } from "./selection-rules.ts";
import { suggestion } from "./suggest.ts";
import { toLoaded } from "./to-loaded.ts";
import type { ReadFile, YamlDocument } from "./yaml-document.ts";

/** One experiment of a manifest, with the document it stands in for rules that need the plan. */
export interface Experiment {
  readonly fault: FaultSpec;
  readonly document: YamlDocument;
}

/** Reads a manifest of one or more experiments. Without a plan around it, a missing duration is only a warning. */
export function loadManifest(options: { file: string; readFile: ReadFile }): Loaded<readonly FaultSpec[]> {
  const { experiments, problems } = readManifest(options);
  const durations = experiments.flatMap((experiment) => checkDuration(experiment, "warning"));
  return toLoaded({ value: experiments.map(({ fault }) => fault), problems: [...problems, ...durations] });
}

/** As loadManifest, with experiments and problems side by side, and without the rule on durations. */
export function readManifest(options: { file: string; readFile: ReadFile }): {
  readonly experiments: readonly Experiment[];
  readonly problems: readonly Problem[];
} {
  const { documents, problems } = openDocuments(options);
  const read = documents.map(readExperiment);
  return {
    experiments: read.flatMap(({ experiment }) => (experiment === undefined ? [] : [experiment])),
    problems: [...problems, ...read.flatMap((one) => one.problems)],
  };
}

/** A fault that nothing would end: wrong in a plan, worth a word elsewhere. */
export function checkDuration({ fault, document }: Experiment, severity: Problem["severity"]): readonly Problem[] {
  const { action } = fault;
  const ends = action.kind === "unsupported" && ["Schedule", "Workflow", "StatusCheck"].includes(action.chaosKind);
  if (fault.durationMs !== undefined || isOneShot(action) || ends) return [];
  const findings = new Findings(document);
  findings[severity === "error" ? "error" : "warn"]({
    path: ["spec", "duration"],
    message: "expected a duration, found none: nothing would end this fault",
    hint: "add duration: 30s under spec",
  });
  return findings.problems;
}

function readExperiment(document: YamlDocument): { experiment?: Experiment; problems: readonly Problem[] } {
  const findings = new Findings(document);
  const value = withoutStatus(document, findings);
  const kind = isRecord(value) ? value["kind"] : undefined;
  const known = checkHeader(value, findings);
  const read = known ? readKind({ kind, value, findings }) : undefined;
  if (read === undefined || hasErrors(findings.problems)) return { problems: findings.problems };
  const { metadata, durationMs, action } = read;
  const fault: FaultSpec = {
    name: metadata.name,
    namespace: metadata.namespace ?? "default",
    action,
    durationMs: isOneShot(action) ? undefined : durationMs,
    paused: metadata.annotations?.[pauseAnnotation] === "true",
    origin: { file: document.file, document: document.index },
    text: appliedText(document, value),
  };
  return { experiment: { fault, document }, problems: findings.problems };
}

/** A status in a manifest would be taken over: most kinds have no status subresource that would guard it. */
function withoutStatus(document: YamlDocument, findings: Findings): unknown {
  if (!isRecord(document.value) || !("status" in document.value)) return document.value;
  findings.warn({
    path: ["status"],
    message: "expected no status in a manifest, found one: it is left out",
    hint: "Chaos Mesh would believe it",
    at: "key",
  });
  const { status: _, ...rest } = document.value;
  return rest;
}

function appliedText(document: YamlDocument, value: unknown): string {
  if (value === document.value) return document.text;
  const copy = document.root.clone();
  copy.delete("status");
  return copy.toString();
}

const kinds: readonly string[] = ["PodChaos", "NetworkChaos", ...otherChaosKinds];

function checkHeader(value: unknown, findings: Findings): boolean {
  if (!isRecord(value)) {
    findings.error({ path: [], message: `expected a Chaos Mesh experiment, found ${describeValue(value)}` });
    return false;
  }
  const { apiVersion, kind } = value;
  if (apiVersion !== chaosApiVersion) {
    findings.error({
      path: ["apiVersion"],
      message: `expected "${chaosApiVersion}", found ${describeValue(apiVersion)}`,
      hint: "all kinds of Chaos Mesh 2 have this version",
    });
  }
  if (typeof kind === "string" && kinds.includes(kind)) return apiVersion === chaosApiVersion;
  findings.error({
    path: ["kind"],
    message: `expected a kind of Chaos Mesh, found ${describeValue(kind)}`,
    hint: suggestion(typeof kind === "string" ? kind : "", kinds),
  });
  return false;
}

interface KindRead {
  readonly metadata: OtherChaosFile["metadata"];
  readonly durationMs: number | undefined;
  readonly action: FaultSpec["action"];
}

function readKind(options: { kind: unknown; value: unknown; findings: Findings }): KindRead | undefined {
  const { kind, value, findings } = options;
  if (kind === "PodChaos") return readPodChaos(value, findings);
  if (kind === "NetworkChaos") return readNetworkChaos(value, findings);
  const file = checkShape({ schema: otherChaosSchema, findings, value });
  if (file === undefined) return undefined;
  checkMetadata(file.metadata, findings);
  const action = { kind: "unsupported", chaosKind: file.kind, action: actionWord(file) } as const;
  return { metadata: file.metadata, durationMs: file.spec.duration, action };
}

function readPodChaos(value: unknown, findings: Findings): KindRead | undefined {
  const file = checkShape({ schema: podChaosSchema, findings, value });
  if (file === undefined) return undefined;
  const { metadata, spec } = file;
  const namespace = checkMetadata(metadata, findings);
  checkRemoteCluster(spec.remoteCluster, findings);
  const selection = checkSelection({ path: ["spec"], selection: spec, namespace, findings });
  return { metadata, durationMs: spec.duration, action: checkPodChaos({ file, selection, findings }) };
}

function readNetworkChaos(value: unknown, findings: Findings): KindRead | undefined {
  const file = checkShape({ schema: networkChaosSchema, findings, value });
  if (file === undefined) return undefined;
  const { metadata, spec } = file;
  const namespace = checkMetadata(metadata, findings);
  checkRemoteCluster(spec.remoteCluster, findings);
  const selection = checkSelection({ path: ["spec"], selection: spec, namespace, findings });
  const target =
    spec.target && checkSelection({ path: ["spec", "target"], selection: spec.target, namespace, findings });
  const action = checkNetworkChaos({ file, selection, target, findings });
  return { metadata, durationMs: spec.duration, action };
}

/** The namespace that selectors default to. */
function checkMetadata(metadata: OtherChaosFile["metadata"], findings: Findings): string {
  if (metadata.namespace === undefined) {
    findings.warn({
      path: ["metadata", "namespace"],
      message: 'expected a namespace, found none: "default" is assumed, kubectl would take that of its context',
      hint: "add the namespace of the pods, such as namespace: chain",
    });
  }
  const pause = metadata.annotations?.[pauseAnnotation];
  if (pause !== undefined && pause !== "true") {
    findings.warn({
      path: ["metadata", "annotations", pauseAnnotation],
      message: `expected "true", found ${describeValue(pause)}: the experiment is not paused`,
    });
  }
  return metadata.namespace ?? "default";
}

function checkRemoteCluster(remoteCluster: string | undefined, findings: Findings): void {
  if (remoteCluster === undefined) return;
  findings.error({
    path: ["spec", "remoteCluster"],
    message: `expected an experiment of this cluster, found remoteCluster "${remoteCluster}"`,
    hint: "Chaos Mesh would not inject it here but in the other cluster; remove the key",
    at: "key",
  });
}

/** `StressChaos/stress`, `IOChaos/latency`, `Schedule/PodChaos`. */
function actionWord({ kind, spec }: OtherChaosFile): string {
  const named = kind === "Schedule" ? spec["type"] : spec["action"];
  return typeof named === "string" ? named : kind.replace(/Chaos$/, "").toLowerCase();
}
