// What a burn-rate alert would have done, in words, for tables.

import type { SloResult } from "../model/result.ts";
import { formatMoment, formatSpan } from "./format.ts";

export type Alert = SloResult["alerts"][number];

/** "1 h and 5 m" */
export const alertWindows = ({ longMs, shortMs }: Alert): string => `${formatSpan(longMs)} and ${formatSpan(shortMs)}`;

/** "fires at 0:31", or that it must stay silent. */
export const alertFires = ({ firesAtMs }: Alert): string =>
  firesAtMs === null ? "silent" : `fires at ${formatMoment(firesAtMs)}`;

/** When it is over; a dash for one that never fired. */
export function alertResolves({ firesAtMs, resolvesAtMs }: Alert): string {
  if (firesAtMs === null) return "–";
  return resolvesAtMs === null ? "after the run" : `at ${formatMoment(resolvesAtMs)}`;
}
