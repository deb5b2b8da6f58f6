import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeId } from "../../../base/ids.ts";
import { ShapeBook } from "./shape-book.ts";

const link = (from: string, to: string) => ({ from: nodeId(from), to: nodeId(to) });
const plain = { delayMs: 0, jitterMs: 0, correlation: 0, bytesPerSecond: undefined };

describe("ShapeBook", () => {
  it("lets what nothing shapes leave at once", () => {
    const book = new ShapeBook({ nowMs: () => 5, random: () => 0.5 });
    book.shape("slow", [link("a", "b")], { ...plain, delayMs: 50 });
    expect(book.leavesAtMs(link("b", "a"), 100)).toBe(5);
    expect(book.leavesAtMs(link("a", "b"), 100)).toBe(55);
    book.unshape("slow");
    book.unshape("slow");
    expect(book.leavesAtMs(link("a", "b"), 100)).toBe(5);
  });

  it("adds shapes of one link up", () => {
    const book = new ShapeBook({ nowMs: () => 0, random: () => 0.5 });
    book.shape("x", [link("a", "b")], { ...plain, delayMs: 50 });
    book.shape("y", [link("a", "b")], { ...plain, delayMs: 30 });
    expect(book.leavesAtMs(link("a", "b"), 1)).toBe(80);
  });

  it("shares a rate between the links of one sender, not between senders", () => {
    const book = new ShapeBook({ nowMs: () => 0, random: () => 0.5 });
    book.shape("rate", [link("a", "b"), link("a", "c"), link("d", "b")], { ...plain, bytesPerSecond: 1000 });
    expect(book.leavesAtMs(link("a", "b"), 100)).toBe(100);
    expect(book.leavesAtMs(link("a", "c"), 100)).toBe(200);
    expect(book.leavesAtMs(link("d", "b"), 100)).toBe(100);
  });

  it("keeps a delay within its jitter", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: Math.fround(0.999), noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 0, max: 100 }),
        (draws, correlation) => {
          let next = 0;
          const book = new ShapeBook({ nowMs: () => 0, random: () => draws[next++ % draws.length] ?? 0 });
          book.shape("x", [link("a", "b")], { ...plain, delayMs: 50, jitterMs: 10, correlation });
          for (const _ of draws) {
            const atMs = book.leavesAtMs(link("a", "b"), 1);
            expect(atMs).toBeGreaterThanOrEqual(40);
            expect(atMs).toBeLessThanOrEqual(60);
          }
        },
      ),
    );
  });
});
