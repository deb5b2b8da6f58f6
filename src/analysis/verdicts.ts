// Small ways to write a verdict, so that each judge only says what it found.

import type { Verdict, VerdictStatus } from "../model/verdict.ts";

const evidenceMax = 20;

export interface Finding {
  readonly status: VerdictStatus;
  readonly summary: string;
  readonly evidence?: readonly number[] | undefined;
}

/** A finding under its name, with its evidence cut to what a verdict holds. */
export function verdict(name: string, finding: Finding): Verdict {
  const evidence = [...new Set(finding.evidence ?? [])].slice(0, evidenceMax);
  return { name, status: finding.status, summary: finding.summary, evidence };
}

/** "1 node", "3 nodes". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The first few of many, and how many more there are. */
export function firstFew(items: readonly string[], few = 3): string {
  const more = items.length - few;
  return more > 0 ? `${items.slice(0, few).join(", ")} and ${more} more` : items.join(", ");
}

/** Enough of a hash to find it by. */
export const shortHash = (hash: string): string => (hash.length > 14 ? `${hash.slice(0, 8)}…${hash.slice(-4)}` : hash);
