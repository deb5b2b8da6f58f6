import type { LoadResult } from "../model/result.ts";

/** What must be known of a closed loop's numbers before they are read. */
export const closedNote =
  "A closed loop asks again when it was answered: what it offers is what it started, and its latencies are those of nodes kept as busy as they let themselves be, not what users who come at some rate would see.";

/** What a load offered, for a table of loads; a closed loop has no rate that anybody asked for. */
export const offeredOf = (load: LoadResult, formatRate: (perSecond: number) => string): string =>
  load.model === "closed" ? "closed loop" : formatRate(load.offeredPerSecond);
