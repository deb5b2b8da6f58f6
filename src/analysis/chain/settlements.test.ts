import { describe, expect, it } from "vitest";
import { block, handRun } from "../../testing/hand-journal.ts";
import { growBlockTree } from "./block-tree.ts";
import { SettlementBook } from "./settlements.ts";

const tree = growBlockTree(handRun([block("b1", "b0"), block("b2", "b1"), block("c1", "b0")]).events);
const at = (node: string, hash: string, seq = 0, height = Number(hash.slice(1))) => {
  return { node, height, block: tree.numberOf(hash), seq };
};

describe("SettlementBook", () => {
  it("finds nothing wrong when the same blocks settle everywhere, again and again", () => {
    const book = new SettlementBook(tree);
    for (const node of ["a", "b", "a"]) for (const hash of ["b0", "b1", "b2"]) book.settled(at(node, hash));
    for (const hash of ["b1", "b2"]) book.added(at("a", hash));
    expect(book.conflicts).toEqual([]);
    expect([book.heights, [...book.nodes]]).toEqual([3, ["a", "b"]]);
  });

  it("finds a second block at a height, and keeps the first", () => {
    const book = new SettlementBook(tree);
    book.settled(at("a", "b1", 1));
    book.settled(at("b", "c1", 2));
    expect(book.conflicts).toMatchObject([{ first: { hash: "b1" }, second: { hash: "c1" }, how: "settled" }]);
    expect(book.at(1)).toEqual({ node: "a", height: 1, hash: "b1", seq: 1 });
  });

  it("finds a block that took a settled one's place, once", () => {
    const book = new SettlementBook(tree);
    book.settled(at("a", "b1", 1));
    book.added(at("a", "c1", 2));
    book.settled(at("a", "c1", 3));
    expect(book.conflicts).toMatchObject([{ second: { seq: 2 }, how: "replaced" }]);
  });

  it("does not mind another block on a node where none had settled", () => {
    const book = new SettlementBook(tree);
    book.settled(at("a", "b1"));
    book.added(at("b", "c1"));
    expect(book.conflicts).toEqual([]);
  });

  it("leaves out a block that is listed at a height not its own", () => {
    const book = new SettlementBook(tree);
    book.settled(at("a", "b1"));
    book.settled(at("b", "b2", 0, 1));
    book.added(at("a", "b2", 0, 1));
    expect([book.conflicts, [...book.nodes]]).toEqual([[], ["a"]]);
  });

  it("stops writing down after twenty, as a fork conflicts at every height", () => {
    const book = new SettlementBook(tree);
    for (let height = 10; height < 60; height++) {
      book.settled(at("a", `d${height}`));
      book.settled(at("b", `e${height}`));
    }
    expect(book.conflicts).toHaveLength(20);
  });
});
