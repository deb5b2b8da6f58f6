// The one sentence over all verdicts: the worst first.

import { mergeStatus, type Verdict } from "../model/verdict.ts";
import { counted } from "./verdicts.ts";

/** A failure of C12 repeats those of the checkers below it, so it never speaks for the run. */
const repeats = (verdict: Verdict): boolean => verdict.name === "ledger.C12";

/** The status of the run, and the verdict that speaks for it. */
export function headline(verdicts: readonly Verdict[]): { status: "pass" | "fail" | "unknown"; summary: string } {
  const status = mergeStatus(verdicts.map((verdict) => verdict.status));
  const telling = verdicts.filter((verdict) => verdict.status === status);
  if (status === "pass") return { status, summary: `All ${counted(telling.length, "check")} passed` };
  const [first, ...others] = telling.filter((verdict) => !repeats(verdict));
  const speaker = first ?? telling[0];
  if (speaker === undefined) return { status, summary: "nothing was judged" };
  const more = others.length === 0 ? "" : ` (and ${others.length} more ${status === "fail" ? "failed" : "unknown"})`;
  return { status, summary: `${speaker.summary}${more}` };
}
