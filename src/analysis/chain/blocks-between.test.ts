import { describe, expect, it } from "vitest";
import { block, handRun } from "../../testing/hand-journal.ts";
import { growBlockTree } from "./block-tree.ts";
import { blocksBetween } from "./blocks-between.ts";

const blocks = [block("b1", "b0"), block("b2", "b1"), block("b3", "b2"), block("c3", "b2"), block("d5", "b3")];
const tree = growBlockTree(handRun(blocks).events);
const between = (fromHeight: number, hash: string, height = Number(hash.slice(1))) => {
  const stretch = blocksBetween(tree, { fromHeight, to: { height, hash } });
  return typeof stretch === "string"
    ? stretch
    : [...Array.from(stretch.blocks, (one) => one.hash), `on ${stretch.base}`];
};

describe("blocksBetween", () => {
  it("walks from a block down to what it stands on, on its own branch", () => {
    expect(between(0, "b3")).toEqual(["b3", "b2", "b1", "on b0"]);
    expect(between(1, "c3")).toEqual(["c3", "b2", "on b1"]);
  });

  it("is empty for the block itself, seen or not", () => {
    expect(between(3, "b3")).toEqual(["on b3"]);
    expect(between(9, "x9")).toEqual(["on x9"]);
  });

  it("says which body was never seen, or does not fit", () => {
    expect(between(0, "e4")).toMatchInlineSnapshot(`"the body of the block at height 4 was never seen"`);
    expect(between(0, "d5")).toMatchInlineSnapshot(`"the block that should be at height 4 is one of height 3"`);
  });
});
