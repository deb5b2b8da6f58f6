import { describe, expect, it } from "vitest";
import type { Canary } from "../canaries.ts";
import { BlockTimes } from "../chain/block-times.ts";
import type { Look } from "../chain/looks.ts";
import type { HeadHistory } from "../chain/replay-heads.ts";
import { findBlindSpots } from "./blind-spots.ts";
import { findBlockGaps, measureRhythm } from "./block-signal.ts";
import { findLateCanaries } from "./canary-signal.ts";
import { findNodeOutages } from "./node-signal.ts";

describe("block signal", () => {
  const history = (...times: number[]): HeadHistory => ({
    looks: new Map(),
    reorgs: [],
    stepsBack: [],
    canonicalAtMs: new BlockTimes({ numberOf: () => 0 }),
    settledAtMs: new BlockTimes({ numberOf: () => 0 }),
    settlements: { heights: 0, nodes: new Set(), conflicts: [], at: () => undefined },
    trackers: new Map(),
    bestHeights: times.map((atMs, height) => ({ atMs, height, seq: height })),
  });
  const rhythm = { medianGapMs: 1_000, gapMsMax: 3_000, measured: true };
  const find = (times: number[], endMs: number) =>
    findBlockGaps(history(...times), { rhythm, endMs, resolutionMs: 250 });

  it("learns the rhythm from the steady phase alone", () => {
    const steady = { fromMs: 0, toMs: 7_000 };
    const seen = history(0, 1_000, 2_000, 3_200, 4_000, 5_000, 6_000, 60_000);
    expect(measureRhythm(seen, { steady, blockPeriodMs: 500 })).toEqual(rhythm);
  });

  it("allows the longest gap that the steady phase had", () => {
    const steady = { fromMs: 0, toMs: 20_000 };
    const seen = history(0, 1_000, 2_000, 3_000, 8_000, 9_000);
    expect(measureRhythm(seen, { steady, blockPeriodMs: 500 })).toMatchObject({ gapMsMax: 5_000 });
  });

  it("falls back to the declared period when the steady phase was too short", () => {
    expect(measureRhythm(history(0, 1_000), { steady: undefined, blockPeriodMs: 500 })).toEqual({
      medianGapMs: 500,
      gapMsMax: 1_500,
      measured: false,
    });
  });

  it("is unhealthy from when the next block was due until it came", () => {
    expect(find([0, 1_000, 9_000, 10_000], 11_000)).toMatchObject([{ fromMs: 2_000, toMs: 9_000, seqs: [1, 2] }]);
  });

  it("accepts a gap of exactly the limit", () => {
    expect(find([0, 3_000], 4_000)).toEqual([]);
  });

  it("is unhealthy to the end when no block comes any more", () => {
    expect(find([0, 1_000], 9_000)).toMatchObject([{ fromMs: 2_000, toMs: 9_000 }]);
  });

  it("is unhealthy throughout when no block was ever seen", () => {
    expect(find([], 9_000)).toMatchObject([{ fromMs: 0, toMs: 9_000 }]);
  });
});

describe("canary signal", () => {
  const canaries = (pattern: string): Canary[] =>
    [...pattern].map((letter, id) => ({
      id,
      seq: id,
      hash: `t${id}`,
      intendedAtMs: id * 500,
      latencyMs: undefined,
      judgement: letter === "x" ? "late" : letter === "?" ? "undecided" : "good",
    }));
  const find = (pattern: string) =>
    findLateCanaries(canaries(pattern), { periodMs: 500 }).map(({ fromMs, toMs }) => [fromMs, toMs]);

  it.each([
    ["...x...", [], "a lone late canary is no outage"],
    ["x..........x", [], "two that are eleven apart are both alone"],
    ["x.........x", [[0, 5_500]], "two that are ten apart are one outage"],
    ["..xxx..", [[1_000, 2_500]], "late ones in a row are one outage"],
    [
      "xx............xx",
      [
        [0, 1_000],
        [7_000, 8_000],
      ],
      "groups far apart are two outages",
    ],
    ["..??", [], "undecided ones say nothing"],
  ])("%s: %j, for %s", (pattern, outages) => {
    expect(find(pattern)).toEqual(outages);
  });
});

describe("node signal", () => {
  const looks = (...problems: (string | undefined)[]): Look[] =>
    problems.map((problem, seq) => ({ seq, askedAtMs: seq * 250, atMs: seq * 250 + 5, head: undefined, problem }));
  const find = (...problems: (string | undefined)[]) =>
    findNodeOutages(looks(...problems), { endMs: 10_000, resolutionMs: 250 });

  it("lasts from the first bad look asked to the next good one answered", () => {
    expect(find(undefined, "away", "away", undefined)).toMatchObject([{ fromMs: 250, toMs: 755, seqs: [1, 2, 3] }]);
  });

  it("keeps two outages apart", () => {
    expect(find("away", undefined, "behind", undefined)).toMatchObject([{ what: "away" }, { what: "behind" }]);
  });

  it("lasts to the end when no good look follows", () => {
    expect(find(undefined, "away")).toMatchObject([{ fromMs: 250, toMs: 10_000 }]);
  });
});

describe("blind spots", () => {
  const span = { fromMs: 1_000, toMs: 5_000 };
  const look = (askedAtMs: number, atMs = askedAtMs + 5) => ({ askedAtMs, atMs });
  const every = (fromMs: number, toMs: number) =>
    Array.from({ length: Math.floor((toMs - fromMs) / 250) + 1 }, (_, index) => look(fromMs + index * 250));
  const find = (...looks: { askedAtMs: number; atMs: number }[]) => findBlindSpots(looks, { span, periodMs: 250 });

  it("finds none where looks are a period apart", () => {
    expect(find(...every(0, 6_000))).toEqual([]);
  });

  it("finds a stretch of more than three periods without a look", () => {
    expect(find(...every(0, 2_000), ...every(3_000, 6_000))).toEqual([{ fromMs: 2_005, toMs: 3_000 }]);
  });

  it("counts a look that waits for its answer as looking", () => {
    expect(find(...every(0, 2_000), look(2_250, 3_250), ...every(3_500, 6_000))).toEqual([]);
  });

  it("finds the edges of the span, and the whole of it", () => {
    expect(find(...every(2_000, 4_000))).toEqual([
      { fromMs: 1_000, toMs: 2_000 },
      { fromMs: 4_005, toMs: 5_000 },
    ]);
    expect(find()).toEqual([span]);
  });
});
