import { describe, expect, it } from "vitest";
import { BlockColumns, blockLogOf, type SeenBlock } from "./block-log.ts";

const hashOf = (digit: string) => `0x${digit.repeat(64)}`;
const sender = `0x${"5".repeat(40)}`;

const plain: SeenBlock = {
  ...{ seq: 7, atMs: 1000.125, wallMs: 1_795_469_385_061, source: "observe", type: "block.seen", node: "rpc-0" },
  ...{ height: 4, hash: hashOf("b"), parentHash: hashOf("a"), timestampS: 1_795_469_385, gasUsed: 0 },
  ...{ gasLimit: 60_000_000, txs: [] },
};
const busy: SeenBlock = {
  ...{ ...plain, seq: 9, atMs: 2000, height: 5, hash: hashOf("c"), parentHash: hashOf("b"), baseFeeWei: "586181641" },
  txs: [
    { hash: hashOf("1"), from: sender, nonce: 0 },
    { hash: hashOf("2"), from: sender, nonce: 1, call: { to: `0x${"6".repeat(40)}`, selector: "0xd09de08a" } },
  ],
};
const fees = ["0", "007", "115792089237316195423570985008687907853269984665640564039457584007913129639935"];
const odd = fees.map((baseFeeWei, index): SeenBlock => ({ ...busy, seq: 20 + index, atMs: 3000 + index, baseFeeWei }));

function columnsOf(blocks: readonly SeenBlock[]): BlockColumns {
  const columns = new BlockColumns();
  for (const block of blocks) columns.add(block);
  columns.close();
  return columns;
}

describe("BlockColumns", () => {
  it("give back the blocks as they were, with and without fees, calls and transactions", () => {
    const blocks = [plain, busy, ...odd];
    const columns = columnsOf(blocks);
    expect(blocks.map((_, index) => columns.at(index))).toEqual(blocks);
  });

  it("are in order of time like the list they stand for", () => {
    const [columns, list] = [columnsOf([...odd, busy, plain]), blockLogOf([plain, busy, ...odd])];
    expect(columns.count).toBe(list.count);
    for (let index = 0; index < list.count; index++) {
      expect(columns.at(index)).toEqual(list.at(index));
      expect([columns.seqAt(index), columns.atMsAt(index)]).toEqual([list.seqAt(index), list.atMsAt(index)]);
    }
  });
});
