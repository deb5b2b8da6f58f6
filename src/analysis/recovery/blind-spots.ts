// Where nobody looked, nothing is known: a recovery cannot be dated across a stretch without samples.

import type { Look, Looks } from "../chain/looks.ts";
import type { Span } from "../windows.ts";

const periodsMax = 3;

/** Stretches of the span longer than three periods in which no look was under way. `looks` in the order asked. */
export function findBlindSpots(
  looks: Iterable<{ readonly askedAtMs: number; readonly atMs: number }>,
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

/** Looks at any of the nodes, in the order asked: the service is watched as long as one observer is. */
export function* looksAtAny(looks: ReadonlyMap<string, Looks>, nodes: readonly string[]): Iterable<Look> {
  const sources = nodes.map((node) => (looks.get(node) ?? [])[Symbol.iterator]());
  const heads = sources.map((source) => ({ source, look: nextOf(source) }));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) if (head.look !== undefined && isBefore(head.look, first?.look)) first = head;
    if (first?.look === undefined) return;
    yield first.look;
    first.look = nextOf(first.source);
  }
}

function nextOf(source: Iterator<Look>): Look | undefined {
  const next = source.next();
  return next.done === true ? undefined : next.value;
}

const isBefore = (look: Look, other: Look | undefined): boolean =>
  other === undefined || (look.askedAtMs - other.askedAtMs || look.seq - other.seq) < 0;
