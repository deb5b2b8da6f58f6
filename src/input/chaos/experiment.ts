// What a document of a manifest means: a fault, or something that starts faults.

import type { FaultAction, FaultSpec } from "../../model/fault.ts";
import type { PlannedCheck } from "../../model/plan.ts";
import type { Path, YamlDocument } from "../yaml-document.ts";
import type { ScheduleTimes } from "./cron.ts";

/** One experiment of a manifest, with the document it stands in for rules that need the plan. */
export interface Experiment {
  /** metadata.name. */
  readonly name: string;
  readonly namespace: string;
  readonly paused: boolean;
  readonly document: YamlDocument;
  /** The document exactly as applied. */
  readonly text: string;
  readonly meaning: Meaning;
}

export type Meaning =
  | { readonly kind: "fault"; readonly body: FaultBody }
  | { readonly kind: "schedule"; readonly schedule: Schedule }
  | { readonly kind: "workflow"; readonly workflow: Workflow };

/** The spec of a fault, wherever it stands. */
export interface FaultBody {
  readonly action: FaultAction;
  readonly durationMs: number | undefined;
  readonly path: Path;
}

export interface Schedule {
  readonly times: ScheduleTimes;
  /** What is due while the last one goes on waits for its end. */
  readonly forbidsOverlap: boolean;
  readonly body: Exclude<Meaning, { kind: "schedule" }>;
  readonly path: Path;
}

export interface Workflow {
  readonly entry: string;
  readonly templates: ReadonlyMap<string, Template>;
}

export interface Template {
  readonly name: string;
  readonly path: Path;
  readonly deadlineMs: number | undefined;
  readonly step: Step;
}

export type Step =
  | { readonly kind: "serial" | "parallel"; readonly children: readonly string[] }
  | { readonly kind: "suspend" | "task" }
  | { readonly kind: "fault"; readonly body: FaultBody }
  | { readonly kind: "schedule"; readonly schedule: Schedule }
  | { readonly kind: "check"; readonly check: CheckBody; readonly aborts: boolean };

export type CheckBody = Omit<PlannedCheck, "name" | "start" | "waitsFor" | "deadlineMs" | "aborts">;

/** The fault of a body, as one experiment among those that its document starts. */
export function faultOf(
  experiment: Experiment,
  options: { body: FaultBody; name: string; durationMs: number | undefined },
): FaultSpec {
  const { document, namespace, paused, text } = experiment;
  const { body, name, durationMs } = options;
  const origin = { file: document.file, document: document.index };
  return { name, namespace, action: body.action, durationMs, paused, origin, text };
}
