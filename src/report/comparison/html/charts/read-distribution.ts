import { decodeFromCompressedBase64, JsHistogram } from "hdr-histogram-js";

export interface Step {
  readonly upToMs: number;
  /** Share of samples that took this long at most. */
  readonly share: number;
}

/** Bounds what is drawn and decoded: more steps than pixels say nothing. */
const stepsMax = 240;

/** The cumulative distribution that a stored histogram holds (HDR V2, compressed, base64, microseconds); undefined when it cannot be read. */
export function readDistribution(text: string): Step[] | undefined {
  const counts = decode(text);
  if (counts === undefined) return undefined;
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  const steps: Step[] = [];
  let seen = 0;
  for (const { upToUs, count } of counts) {
    const before = Math.floor((seen / total) * stepsMax);
    seen += count;
    const isWorth = steps.length === 0 || Math.floor((seen / total) * stepsMax) > before || seen >= total * 0.999;
    if (isWorth) steps.push({ upToMs: upToUs / 1000, share: seen / total });
  }
  return steps;
}

function decode(text: string): { upToUs: number; count: number }[] | undefined {
  try {
    const stored = decodeFromCompressedBase64(text, 64);
    if (!(stored instanceof JsHistogram)) return undefined;
    const counts = [];
    for (let index = 0; index < stored.countsArrayLength; index++) {
      const count = stored.getCountAtIndex(index);
      if (count > 0) counts.push({ upToUs: stored.highestEquivalentValue(stored.valueFromIndex(index)), count });
    }
    return counts;
  } catch {
    return undefined; // damaged text: the page says so where the curve would be
  }
}
