import { z } from "zod";
import { type ExitCode, exitCode } from "../base/errors.ts";

/** Fail over unknown over pass. `skipped` means: was not asked for, or cannot apply to this cluster. */
export const verdictStatusSchema = z.enum(["pass", "fail", "unknown", "skipped"]);
export type VerdictStatus = z.infer<typeof verdictStatusSchema>;

export const verdictSchema = z.strictObject({
  /** Dotted name: `rto.majority-outage.service`, `rpo.L1`, `slo.rpc.availability`, `ledger.C4`, `experiment.fault-bit.split`. */
  name: z.string(),
  status: verdictStatusSchema,
  /** One sentence a person understands without the journal: asked, found. */
  summary: z.string(),
  /** `seq` of the journal events that show it; at most 20, the most telling first. */
  evidence: z.array(z.int().nonnegative()),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** Worst of all: fail over unknown over pass; skipped counts only when there is nothing else, and then as unknown. */
export function mergeStatus(statuses: Iterable<VerdictStatus>): "pass" | "fail" | "unknown" {
  const seen = new Set(statuses);
  if (seen.has("fail")) return "fail";
  if (seen.has("unknown")) return "unknown";
  return seen.has("pass") ? "pass" : "unknown";
}

/** What the command line ends with when a run is judged so. */
export const exitCodeOfVerdict: Readonly<Record<VerdictStatus, ExitCode>> = {
  pass: exitCode.pass,
  fail: exitCode.fail,
  unknown: exitCode.unknown,
  skipped: exitCode.unknown,
};
