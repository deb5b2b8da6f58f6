// One document of a manifest to what it means. What Chaos Mesh would refuse is refused here before anything starts, and
// what it would accept and get wrong is named.

import type { z } from "zod";
import { present } from "../../base/assert.ts";
import { checkShape } from "../check-shape.ts";
import { describeValue, isRecord } from "../describe-value.ts";
import type { Findings } from "../findings.ts";
import { suggestion } from "../suggest.ts";
import type { YamlDocument } from "../yaml-document.ts";
import type { SpecContext } from "./chaos-kind.ts";
import { chaosApiVersion, envelope, type MetadataFile, pauseAnnotation } from "./common-schema.ts";
import type { Experiment, Meaning } from "./experiment.ts";
import { faultKindOf, faultKinds } from "./fault-kinds.ts";
import { scheduleSpec, workflowSpec } from "./orchestration-schema.ts";
import { otherKinds } from "./other-kinds.ts";
import { readFault } from "./read-fault.ts";
import { readSchedule } from "./read-schedule.ts";
import { readWorkflow } from "./read-workflow.ts";

/** All kinds of Chaos Mesh 2.8. */
export const chaosKindNames: readonly string[] = [
  ...faultKinds.map(({ kind }) => kind),
  "Schedule",
  "Workflow",
  ...Object.keys(otherKinds),
];

/** What a document means; undefined where it has errors, which are then among the findings. */
export function readExperiment(document: YamlDocument, findings: Findings): Experiment | undefined {
  const value = withoutStatus(document, findings);
  const kind = checkHeader(value, findings);
  const read = kind === undefined ? undefined : readMeaning({ kind, value, findings });
  if (read === undefined || findings.failed) return undefined;
  const { metadata, meaning } = read;
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? "default",
    paused: isPaused(metadata),
    document,
    text: appliedText(document, value),
    meaning,
  };
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

function checkHeader(value: unknown, findings: Findings): string | undefined {
  if (!isRecord(value)) {
    findings.error({ path: [], message: `expected a Chaos Mesh experiment, found ${describeValue(value)}` });
    return undefined;
  }
  const { apiVersion, kind } = value;
  if (apiVersion !== chaosApiVersion) {
    findings.error({
      path: ["apiVersion"],
      message: `expected "${chaosApiVersion}", found ${describeValue(apiVersion)}`,
      hint: "all kinds of Chaos Mesh 2 have this version",
    });
  }
  if (typeof kind === "string" && chaosKindNames.includes(kind)) {
    return apiVersion === chaosApiVersion ? kind : undefined;
  }
  findings.error({
    path: ["kind"],
    message: `expected a kind of Chaos Mesh, found ${describeValue(kind)}`,
    hint: suggestion(typeof kind === "string" ? kind : "", chaosKindNames),
  });
  return undefined;
}

interface Read {
  readonly metadata: MetadataFile;
  readonly meaning: Meaning;
}

interface Asked {
  readonly kind: string;
  readonly value: unknown;
  readonly findings: Findings;
}

function readMeaning(asked: Asked): Read | undefined {
  if (asked.kind === "Schedule") {
    return readWith(asked, scheduleSpec, (spec, context) => {
      // To pause a Schedule stops it from starting anything, also what happens once.
      const schedule = readSchedule(spec, { ...context, paused: false });
      return schedule && { kind: "schedule", schedule };
    });
  }
  if (asked.kind === "Workflow") {
    return readWith(asked, workflowSpec, (spec, context) => ({
      kind: "workflow",
      workflow: readWorkflow(spec, { ...context, paused: false }),
    }));
  }
  const kind = faultKindOf(asked.kind);
  if (kind !== undefined) {
    return readWith(asked, kind.spec, (spec, context) => ({ kind: "fault", body: readFault(kind, spec, context) }));
  }
  const action = { kind: "unsupported", chaosKind: asked.kind, action: asked.kind.toLowerCase() } as const;
  return readWith(asked, present(otherKinds[asked.kind], asked.kind), (_, { path }) => ({
    kind: "fault",
    body: { action, durationMs: undefined, path },
  }));
}

function readWith<Spec extends z.ZodType>(
  { kind, value, findings }: Asked,
  specSchema: Spec,
  read: (spec: z.output<Spec>, context: SpecContext) => Meaning | undefined,
): Read | undefined {
  const file = checkShape({ schema: envelope(kind, specSchema), findings, value });
  if (file === undefined) return undefined;
  // The compiler cannot follow the envelope of a spec that it does not know.
  const { metadata, spec } = file as { metadata: MetadataFile; spec: z.output<Spec> };
  checkMetadata(metadata, findings);
  const namespace = metadata.namespace ?? "default";
  const meaning = read(spec, { path: ["spec"], namespace, paused: isPaused(metadata), findings });
  return meaning && { metadata, meaning };
}

const isPaused = (metadata: MetadataFile): boolean => metadata.annotations?.[pauseAnnotation] === "true";

function checkMetadata(metadata: MetadataFile, findings: Findings): void {
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
}
