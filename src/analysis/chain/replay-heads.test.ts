import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import { block, handRun, head, lastWord, silent } from "../../testing/hand-journal.ts";
import { viewChain } from "./chain-view.ts";

const blocks = ["b1", "b2", "b3", "b4", "b5", "b6"].map((hash, index) => block(hash, `b${index}`));
const side = [block("c2", "b1"), block("c3", "c2"), block("c4", "c3"), block("c5", "c4"), block("c6", "c5")];
const offset = blocks.length + side.length;
const replay = (...events: EventBody[]) => viewChain(handRun([...blocks, ...side, ...events])).history;
/** When the nth event after the blocks happened. */
const second = (index: number) => (offset + index) * 1000;

describe("replayHeads", () => {
  it("dates a block from the first observer that has it, and as settled two blocks later", () => {
    const { canonicalAtMs, settledAtMs } = replay(head("a", "b1"), head("b", "b2"), head("a", "b3"), head("b", "b4"));
    expect(canonicalAtMs.get("b2")).toBe(second(1));
    expect(settledAtMs.get("b1")).toBe(second(2));
    expect(settledAtMs.get("b2")).toBe(second(3));
    expect(settledAtMs.get("b3")).toBeUndefined();
  });

  it("does not count confirmations across a reorganisation", () => {
    const { settledAtMs } = replay(head("a", "b3"), head("a", "c3"), head("a", "c4"));
    expect(settledAtMs.get("b2")).toBeUndefined();
    expect(settledAtMs.get("c2")).toBe(second(2));
  });

  it("does not settle what may be of the branch that the node left, where a body was never seen", () => {
    const events = [block("d4", "d3"), head("a", "b2"), head("a", "d4"), head("a", "d5")];
    const before = viewChain(handRun([...blocks, ...side, ...events]));
    expect(before.history.settlements.at(2)).toBeUndefined();
    const told = lastWord("a", "b0 b1 c2 d3 d4 d5");
    const { settlements, settledAtMs } = viewChain(handRun([...blocks, ...side, ...events, told])).history;
    expect([settlements.at(2)?.hash, settlements.at(3)?.hash, settlements.conflicts]).toEqual(["c2", "d3", []]);
    expect(settledAtMs.get("b2")).toBeUndefined();
  });

  it("records reorganisations with what they dropped, also one that only the last word shows", () => {
    expect(replay(head("a", "b3"), head("a", "c3")).reorgs).toMatchObject([{ node: "a", dropped: ["b2", "b3"] }]);
    const late = replay(head("a", "b3"), lastWord("a", "b0 b1 c2 c3"));
    expect(late.reorgs).toMatchObject([{ node: "a", dropped: ["b2", "b3"] }]);
  });

  it("notes new best heights once, whichever observer has them first", () => {
    const { bestHeights } = replay(head("a", "b1"), head("b", "b1"), head("b", "b3"), head("a", "b2"));
    expect(bestHeights.map(({ height, atMs }) => [height, atMs])).toEqual([
      [1, second(0)],
      [3, second(2)],
    ]);
  });

  it.each([
    ["did not answer", [silent("b")], "did not answer (refused)"],
    ["is three behind", [head("b", "b3")], "is at height 3, observers at 6"],
    ["is two behind", [head("b", "b4")], undefined],
    ["has another head, for now", [head("a", "c6"), head("b", "c6")], undefined],
    ["has been on another chain for long", [head("b", "c6")], "is on another chain than the observers at height 4"],
  ])("says what is wrong with a node that %s", (_, events, problem) => {
    const looks = [...(replay(head("a", "b6"), ...events).looks.get("b") ?? [])];
    expect(looks.at(-1)?.problem).toBe(problem);
  });

  it("takes a head that shows the fork's root for a moment, on its way to another branch, for a reorganisation", () => {
    const { stepsBack, reorgs } = replay(head("a", "b4"), head("a", "b1"), head("a", "c3"));
    expect(stepsBack).toEqual([]);
    expect(reorgs).toMatchObject([{ dropped: ["b2", "b3", "b4"] }]);
  });

  it("takes it for a step back when the old blocks return, or when nothing comes for long", () => {
    const stepsOf = (...events: EventBody[]) => replay(...events).stepsBack;
    expect(stepsOf(head("a", "b4"), head("a", "b1"), head("a", "b4"))).toMatchObject([{ fromHeight: 4, toHeight: 1 }]);
    expect(stepsOf(head("a", "b4"), head("a", "b1"))).toMatchObject([{ toHeight: 1 }]);
    const late = [silent("a"), silent("a"), silent("a")];
    expect(stepsOf(head("a", "b4"), head("a", "b1"), ...late, head("a", "c3"))).toMatchObject([{ toHeight: 1 }]);
  });

  it("does not take a last word that was overtaken by a newer head for a step back", () => {
    const overtaken = { ...lastWord("a", "b0 b1 b2"), askedAtMs: second(1) - 500 };
    const { stepsBack, trackers } = replay(head("a", "b2"), head("a", "b3"), overtaken);
    expect(stepsBack).toEqual([]);
    expect(trackers.get("a")?.height).toBe(3);
    const later = { ...overtaken, askedAtMs: second(1) + 500 };
    expect(replay(head("a", "b2"), head("a", "b3"), later).stepsBack).toMatchObject([{ fromHeight: 3, toHeight: 2 }]);
  });
});
