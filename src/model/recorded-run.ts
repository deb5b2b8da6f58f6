// A run as it lies on disk: what `analysis` judges. Nothing here needs a network.

import { z } from "zod";
import type { EventLog } from "./event.ts";
import type { OperationLog } from "./operation-log.ts";
import type { Plan } from "./plan.ts";

export const runHeaderVersion = 1;

/** `run.json`. */
export const runHeaderSchema = z.strictObject({
  version: z.literal(runHeaderVersion),
  runId: z.string(),
  /** sha256 of the resolved plan's JSON. */
  planDigest: z.string(),
  planName: z.string(),
  seed: z.number(),
  backend: z.string(),
  argv: z.array(z.string()),
  /** Commit of Chaindrill, with `+` when the tree was dirty; null when unknown. */
  commit: z.string().nullable(),
  chaindrillVersion: z.string(),
  tools: z.array(z.strictObject({ name: z.string(), version: z.string(), how: z.string() })),
  machine: z.strictObject({
    platform: z.string(),
    arch: z.string(),
    cpus: z.int(),
    cpuModel: z.string(),
    memoryMiB: z.int(),
    node: z.string(),
  }),
  startedAtWallMs: z.number(),
  /** Nodes in the order of the cluster, with their roles. */
  nodes: z.array(z.strictObject({ id: z.string(), role: z.string(), client: z.string() })),
  /** Nodes whose view counts as the service's: chosen by no fault, where there are such. */
  observers: z.array(z.string()),
});
export type RunHeader = z.infer<typeof runHeaderSchema>;

export interface RecordedRun {
  readonly header: RunHeader;
  readonly plan: Plan;
  /** In order of time. */
  readonly events: EventLog;
  /** By load name. */
  readonly operations: ReadonlyMap<string, OperationLog>;
  /**
   * What was missing or damaged when the run was read: a journal without `run.ended`, a torn last line. Operations are
   * read by whoever asks for them; what is damaged there is added when they were read for the first time.
   */
  readonly defects: readonly string[];
}
