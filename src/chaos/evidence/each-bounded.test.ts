import { describe, expect, it } from "vitest";
import { eachBounded } from "./each-bounded.ts";

describe("eachBounded", () => {
  it("has never more than the limit under way, and keeps the order", async () => {
    let underWay = 0;
    let most = 0;
    const work = async (item: number) => {
      underWay += 1;
      most = Math.max(most, underWay);
      // Later items take fewer turns, so that they would overtake if the order were that of completion.
      for (let turn = 10; turn > item; turn--) await Promise.resolve();
      underWay -= 1;
      return item * 10;
    };
    const items = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(await eachBounded(items, { limit: 3, work })).toEqual(items.map((item) => item * 10));
    expect(most).toBe(3);
  });

  it("does nothing for no items", async () => {
    expect(await eachBounded([], { limit: 3, work: () => Promise.reject(new Error("called")) })).toEqual([]);
  });
});
