// How often the intervals miss and the test cries wolf, on seeded samples of builds that do not differ. An interval that is
// one order statistic too tight, an error that a published library had, must not get past these bounds.

import { describe, expect, it } from "vitest";
import { present } from "../../base/assert.ts";
import { type Random, seededRandom } from "../../base/random.ts";
import { estimateShift } from "./hodges-lehmann.ts";
import { mannWhitney, type TwoSamples } from "./mann-whitney.ts";

const trials = 1500;

type Draw = (random: Random) => number;
const normal: Draw = (random) => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
const lognormal: Draw = (random) => Math.exp(0.3 * normal(random));

function drawPairs(draw: Draw, size: number): TwoSamples[] {
  const random = seededRandom(20_261_123, `coverage/${draw.name}/${size}`);
  const side = () => Array.from({ length: size }, () => draw(random));
  return Array.from({ length: trials }, () => ({ reference: side(), candidate: side() }));
}

const shareOf = (pairs: readonly TwoSamples[], isHit: (pair: TwoSamples) => boolean): number =>
  pairs.filter(isHit).length / pairs.length;

/** The most that chance explains: three standard errors above the share that is allowed. */
const allowed = (share: number): number => share + 3 * Math.sqrt((share * (1 - share)) / trials);

const misses = (samples: TwoSamples, confidence: number): boolean => {
  const { low, high } = estimateShift({ ...samples, confidence });
  return low > 0 || high < 0;
};

/** The planted bug: the same interval with both ends moved in by one order statistic. */
function tighterMisses({ reference, candidate }: TwoSamples, confidence: number): boolean {
  const { order } = estimateShift({ reference, candidate, confidence });
  const differences = candidate.flatMap((above) => reference.map((below) => above - below)).sort((a, b) => a - b);
  return present(differences[order], "the next value") > 0 || present(differences.at(-1 - order), "the next value") < 0;
}

describe.each([
  { draw: normal, size: 5 },
  { draw: normal, size: 6 },
  { draw: normal, size: 10 },
  { draw: lognormal, size: 5 },
  { draw: lognormal, size: 6 },
  { draw: lognormal, size: 10 },
])("of $size against $size $draw.name values that do not differ", ({ draw, size }) => {
  const pairs = drawPairs(draw, size);

  it("the 95 % interval misses no more often than it says", () => {
    const achieved = estimateShift({ ...present(pairs[0], "a pair"), confidence: 0.95 }).achieved;
    const missed = shareOf(pairs, (pair) => misses(pair, 0.95));
    expect(missed).toBeLessThanOrEqual(allowed(0.05));
    expect(missed).toBeLessThanOrEqual(allowed(1 - achieved));
  });

  it("the one-sided test calls a regression no more often than its level", () => {
    const pValues = pairs.map((pair) => mannWhitney(pair).pGreater);
    for (const alpha of [0.01, 0.05]) {
      const alarms = pValues.filter((p) => p <= alpha).length / trials;
      expect(alarms).toBeLessThanOrEqual(allowed(alpha));
      expect(alarms).toBeGreaterThan(0);
    }
  });
});

describe("the bounds above", () => {
  const five = drawPairs(normal, 5);

  it("catch an interval that is one order statistic too tight", () => {
    expect(shareOf(five, (pair) => misses(pair, 0.9))).toBeLessThanOrEqual(allowed(0.1));
    expect(shareOf(five, (pair) => tighterMisses(pair, 0.9))).toBeGreaterThan(allowed(0.1));
    const { achieved } = estimateShift({ ...present(five[0], "a pair"), confidence: 0.95 });
    expect(shareOf(five, (pair) => tighterMisses(pair, 0.95))).toBeGreaterThan(allowed(1 - achieved));
  });

  it("catch a test that pools what depends on each other", () => {
    // Each run's value counted three times, as pooling its requests would: the level is far exceeded.
    const pooled = five.slice(0, 500).map(({ reference, candidate }) => ({
      reference: reference.flatMap((value) => [value, value, value]),
      candidate: candidate.flatMap((value) => [value, value, value]),
    }));
    expect(shareOf(pooled, (pair) => mannWhitney(pair).pGreater <= 0.05)).toBeGreaterThan(allowed(0.05));
  });
});
