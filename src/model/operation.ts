// What a load did, one record per started or dropped iteration, in `load/<name>.ndjson.gz`.
// Times are ms since the start of the run.

import { z } from "zod";
import { outcomeSchema } from "./event.ts";

/** The error of what was under way when the load was stopped: nobody waited for its answer. */
export const cutOff = "cut off when the load ended";

const base = {
  /** Position in the load's schedule, from 0: dropped iterations have theirs too. */
  index: z.int().nonnegative(),
  /** When it should have started; latency counts from here (coordinated omission otherwise: https://github.com/giltene/wrk2). */
  intendedAtMs: z.number(),
};

export const operationSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dropped"), ...base }),
  z.strictObject({
    kind: z.literal("read"),
    ...base,
    sentAtMs: z.number(),
    doneAtMs: z.number(),
    method: z.string(),
    outcome: outcomeSchema,
    error: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal("transaction"),
    ...base,
    sentAtMs: z.number(),
    /** When the answer, or the timeout, was there. */
    doneAtMs: z.number(),
    outcome: outcomeSchema,
    error: z.string().optional(),
    hash: z.string(),
    from: z.string(),
    nonce: z.int(),
  }),
]);
export type Operation = z.infer<typeof operationSchema>;

/** What became of a transaction in the end; one line of `load/transactions.ndjson`, written by analysis. */
export const transactionFateSchema = z.strictObject({
  load: z.string(),
  hash: z.string(),
  from: z.string(),
  nonce: z.int(),
  intendedAtMs: z.number(),
  sentAtMs: z.number(),
  doneAtMs: z.number(),
  outcome: outcomeSchema,
  block: z.string().nullable(),
  height: z.int().nullable(),
  /** First seen in a block that is canonical in the end. */
  includedAtMs: z.number().nullable(),
  /** resent: it was lost, and included after the harness had sent it again. */
  fate: z.enum(["included", "moved", "lost", "resent", "pending", "rejected", "never-seen"]),
});
export type TransactionFate = z.infer<typeof transactionFateSchema>;
