// Where nobody looked, nothing is known: a recovery cannot be dated across a stretch without samples.

import type { Look } from "../chain/replay-heads.ts";
import type { Span } from "../windows.ts";

const periodsMax = 3;

/** Stretches of the span longer than three periods in which no look was under way. `looks` in the order asked. */
export function findBlindSpots(
  looks: readonly { readonly askedAtMs: number; readonly atMs: number }[],
  options: { span: Span; periodMs: number },
): Span[] {
  const { span, periodMs } = options;
  const blind: Span[] = [];
  let coveredToMs = span.fromMs;
  const until = (fromMs: number) => {
    if (fromMs - coveredToMs > periodsMax * periodMs) blind.push({ fromMs: coveredToMs, toMs: fromMs });
  };
  for (const look of looks) {
    if (look.atMs < span.fromMs) continue;
    if (look.askedAtMs >= span.toMs) break;
    until(look.askedAtMs);
    coveredToMs = Math.max(coveredToMs, look.atMs);
  }
  until(span.toMs);
  return blind;
}

/** Looks at any of the nodes: the service is watched as long as one observer is. */
export function looksAtAny(looks: ReadonlyMap<string, readonly Look[]>, nodes: readonly string[]): Look[] {
  return nodes.flatMap((node) => looks.get(node) ?? []).sort((a, b) => a.askedAtMs - b.askedAtMs || a.seq - b.seq);
}
