// The timeline of the sample result, second by second. A fixed wave stands in for noise.

import type { Series } from "../model/result.ts";

const buckets = 182;
const outage = { from: 21, halt: 23, to: 52, back: 56 };
const split = { from: 86, to: 107, healed: 113 };

const wave = (second: number, shift: number): number =>
  Math.sin(second * 1.7 + shift) * Math.cos(second * 0.31 + shift);
const seconds = Array.from({ length: buckets }, (_, second) => second);
const within = (second: number, from: number, to: number): boolean => second >= from && second < to;

/** 182 s of six nodes, two loads and canaries that agree with `sampleResult`. */
export function sampleSeries(): Series {
  return {
    bucketMs: 1000,
    buckets,
    heights: Object.fromEntries([
      ...[0, 1, 2, 3, 4].map((index) => [`signer-${index}`, seconds.map((second) => height(index, second))]),
      ["rpc-0", seconds.map((second) => height(5, second))],
    ]),
    loads: {
      transfers: load({
        perSecond: 40,
        p50: (second) => 4 + wave(second, 0),
        p99: (second) => (outageLoad(second) ? 2_010 : 21 + 6 * wave(second, 1)),
      }),
      reads: load({ perSecond: 100, p50: () => 2, p99: (second) => (outageLoad(second) ? 870 : 11) }),
    },
    canary: seconds.map((second) => {
      if (!within(second, 9, 140)) return null;
      if (second === 22 || second === 23) return -1;
      return Math.round(inclusionMs(second) * (1 + 0.2 * wave(second, 2)));
    }),
    coresBusy: seconds.map(
      (second) => Math.round((0.9 + 0.3 * wave(second, 1) - (outageLoad(second) ? 0.4 : 0)) * 100) / 100,
    ),
  };
}

const outageLoad = (second: number): boolean => within(second, outage.halt, outage.back);

/** Head of the chain: one block a second from second 8, none while the majority is away. */
const head = (second: number): number =>
  Math.max(0, Math.min(second, outage.halt) - 8) + Math.max(0, second - outage.back);

function height(index: number, second: number): number | null {
  if (second < 7 || second >= 176) return null;
  const failed = index >= 2 && index <= 4;
  if (failed && within(second, outage.from, outage.to + 1)) return null;
  const cutOff = (index === 3 || index === 4) && within(second, split.from, split.healed);
  // Two of five signers are no majority: the small side stops where it was.
  return cutOff ? head(split.from) + 1 : head(second);
}

/** Intended send to inclusion: about a block period, or the wait for the chain to go on. */
function inclusionMs(second: number): number {
  const waitMs = within(second, outage.halt - 1, outage.back) ? (outage.back - second) * 1000 : 0;
  return waitMs + 620 + 260 * wave(second, 0) + (within(second, split.from, split.to) ? 500 : 0);
}

function load(options: {
  perSecond: number;
  p50: (second: number) => number;
  p99: (second: number) => number;
}): Series["loads"][string] {
  const on = (second: number): boolean => within(second, 9, 151);
  return {
    offered: seconds.map((second) => (on(second) ? options.perSecond : 0)),
    achieved: seconds.map((second) =>
      on(second)
        ? Math.min(
            options.perSecond,
            options.perSecond - (outageLoad(second) ? 3 + Math.round(2 * wave(second, 3)) : 0),
          )
        : 0,
    ),
    p50: seconds.map((second) => (on(second) ? Math.round(options.p50(second)) : null)),
    p99: seconds.map((second) => (on(second) ? Math.round(options.p99(second)) : null)),
  };
}
