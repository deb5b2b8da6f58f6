import type { TransactionFate } from "../model/operation.ts";
import type { LoadResult } from "../model/result.ts";
import { formatCount } from "./format.ts";

/** Each end of a transaction in words, the usual one first. `unknown`: no node gave its last word. */
const fateWords: Readonly<Record<TransactionFate["fate"] | "unknown", string>> = {
  included: "included",
  moved: "included in another block than at first",
  resent: "lost and sent again",
  lost: "lost",
  pending: "still waiting",
  rejected: "refused",
  "never-seen": "never seen",
  unknown: "unknown",
};

/** What became of a load's transactions, every one of which is in exactly one of the counts. */
export function describeFates(fates: NonNullable<LoadResult["fates"]>): string {
  const parts = Object.entries(fateWords).flatMap(([fate, words]) => {
    const count = fates[fate] ?? 0;
    return count === 0 ? [] : [`${formatCount(count)} ${words}`];
  });
  return parts.length === 0 ? "none was sent" : parts.join(", ");
}
