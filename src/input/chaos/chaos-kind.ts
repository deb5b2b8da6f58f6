import type { z } from "zod";
import type { FaultAction, Selection } from "../../model/fault.ts";
import type { Findings } from "../findings.ts";
import type { Path } from "../yaml-document.ts";
import type { SelectionFile } from "./common-schema.ts";
import { checkSelection } from "./selection-rules.ts";

/** Where a spec stands and what it belongs to: a document of its own, a Schedule, or a template of a Workflow. */
export interface SpecContext {
  /** Of the spec: `spec`, `spec.podChaos`, `spec.templates.2.podChaos`. */
  readonly path: Path;
  /** The experiment's own, which selectors default to. */
  readonly namespace: string;
  /** Of the experiment, as its annotation has it. */
  readonly paused: boolean;
  readonly findings: Findings;
}

/** What the specs of all kinds have. */
export interface FaultFile {
  readonly duration?: number | undefined;
  readonly remoteCluster?: string | undefined;
}

/** One kind of fault of Chaos Mesh: its structure, and the rules that no structure can say. */
export interface ChaosKind {
  readonly kind: string;
  /** What Schedules and templates of Workflows call it. */
  readonly block: string;
  readonly spec: z.ZodType<FaultFile>;
  /** Reports what is wrong with a spec beyond its structure, and says what it does. */
  read(spec: FaultFile, context: SpecContext): FaultAction;
}

/** The pods that a spec chooses, with its problems reported. */
export function readSelection(selection: SelectionFile, { path, namespace, findings }: SpecContext): Selection {
  return checkSelection({ path, selection, namespace, findings });
}
