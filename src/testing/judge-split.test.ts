import { describe, expect, it } from "vitest";
import { judgeSplit } from "./judge-split.ts";
import type { HeadRound } from "./poll-heads.ts";

/** Heads of three nodes, as `height hash difficulty`; `-` for one that does not answer. */
const round = (atWallMs: number, ...heads: string[]): HeadRound => ({
  atWallMs,
  heads: new Map(
    heads.map((text, index) => {
      const [height, hash = "", totalDifficulty] = text.split(" ");
      if (text === "-") return [`node-${index}`, undefined];
      return [`node-${index}`, { height: Number(height), hash, totalDifficulty: Number(totalDifficulty) }];
    }),
  ),
});

const span = { endedAtWallMs: 1000, untilWallMs: 5000 };
const even = round(900, "10 a 20", "10 a 20", "11 b 20");
const uneven = round(900, "10 a 20", "10 a 20", "11 b 21");

describe("judgeSplit", () => {
  it("sees a recovery when all nodes have one head beyond what they had", () => {
    const rounds = [uneven, round(2000, "12 c 24", "12 c 24", "11 b 21"), round(3000, "14 d 28", "14 d 28", "14 d 28")];
    expect(judgeSplit(rounds, span)).toEqual({ recovered: true, even: false });
  });

  it.each([
    ["nothing moves", even],
    ["only one part goes on", round(3000, "14 d 28", "14 d 28", "11 b 20")],
    ["one head is shared, but it is no further than two signers get", round(3000, "13 d 26", "13 d 26", "13 d 26")],
    ["a node does not answer", round(3000, "14 d 28", "14 d 28", "-")],
    ["it comes too late", round(5001, "14 d 28", "14 d 28", "14 d 28")],
    ["it was before the end", round(800, "14 d 28", "14 d 28", "14 d 28")],
  ])("sees none when %s", (_what, last) => {
    const rounds = [last, even].toSorted((a, b) => a.atWallMs - b.atWallMs);
    expect(judgeSplit(rounds, span)).toEqual({ recovered: false, even: true });
  });

  it("does not call one chain even", () => {
    expect(judgeSplit([round(900, "10 a 20", "10 a 20", "10 a 20")], span).even).toBe(false);
  });
});
