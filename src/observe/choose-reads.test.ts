import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseHeights, groupBlocks, orderBlocks } from "./choose-reads.ts";

describe("chooseHeights", () => {
  it("spreads over the chain from the lowest to the last settled height", () => {
    expect(chooseHeights({ lowest: 0, settled: 90 })).toEqual([0, 30, 60, 90]);
    expect(chooseHeights({ lowest: 40, settled: 100 })).toEqual([40, 60, 80, 100]);
  });

  it("has no height twice, and none when nothing that can be read has settled", () => {
    expect(chooseHeights({ lowest: 0, settled: 1 })).toEqual([0, 1]);
    expect(chooseHeights({ lowest: 0, settled: 0 })).toEqual([0]);
    expect(chooseHeights({ lowest: 7, settled: 5 })).toEqual([]);
  });
});

describe("orderBlocks", () => {
  it("puts the newest first and those without transactions last", () => {
    const reader = { index: 0, of: 1 };
    const seen = [
      { height: 1, txs: [1] },
      { height: 2, txs: [] },
      { height: 3, txs: [] },
      { height: 3, txs: [1, 2] },
      { height: 9, txs: [1] },
    ];
    expect(orderBlocks({ settled: 4, seen, reader })).toEqual([
      { height: 3, txs: 2 },
      { height: 1, txs: 1 },
      { height: 4, txs: 0 },
      { height: 2, txs: 0 },
    ]);
  });
});

describe("orderBlocks for several readers", () => {
  const seen = Array.from({ length: 8 }, (_, height) => ({ height, txs: [1] }));
  const orders = [0, 1, 2].map((index) =>
    orderBlocks({ settled: 7, seen, reader: { index, of: 3 } }).map(({ height }) => height),
  );

  it("begins with a share for each that together are all blocks, then takes those of the others", () => {
    expect(orders).toEqual([
      [7, 4, 1, 6, 5, 3, 2],
      [6, 3, 7, 5, 4, 2, 1],
      [5, 2, 7, 6, 4, 3, 1],
    ]);
  });
});

describe("groupBlocks", () => {
  it("keeps every block, in order, and no group larger than asked unless it is one block alone", () => {
    const blocks = fc.array(fc.record({ height: fc.nat(100), txs: fc.nat(30) }));
    fc.assert(
      fc.property(blocks, (list) => {
        const groups = groupBlocks(list, { txsMax: 20, blocksMax: 4 });
        expect(groups.flat()).toEqual(list);
        for (const group of groups) {
          expect(group.length).toBeLessThanOrEqual(4);
          const txs = group.reduce((sum, block) => sum + block.txs, 0);
          expect(group.length === 1 || txs <= 20).toBe(true);
        }
      }),
    );
  });
});
