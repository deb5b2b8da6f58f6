import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestReceipts } from "./digest-receipts.ts";

const block = { hash: "0xb10c", baseFeeWei: 7n };
const log = { logIndex: "0x0", address: "0xC0DE", data: "0x01", topics: ["0xAA"] };
const receipt = {
  transactionHash: "0x01",
  blockHash: "0xb10c",
  transactionIndex: "0x0",
  status: "0x1",
  gasUsed: "0x5208",
  cumulativeGasUsed: "0x5208",
  effectiveGasPrice: "0xa",
  logs: [log],
};
const digestOf = (changed: object) => digestReceipts([{ ...receipt, ...changed }], block).digest;

describe("digestReceipts", () => {
  it("tells fees, the part of them that is tips, and what failed", () => {
    const failing = { ...receipt, transactionHash: "0x02", status: "0x0", gasUsed: "0x64", logs: [] };
    expect(digestReceipts([receipt, failing], block)).toMatchObject({
      count: 2,
      feesWei: 211_000n,
      tipsWei: 63_300n,
      failed: ["0x02"],
    });
  });

  it("adds up amounts beyond 2^53 to the wei", () => {
    const effectiveGasPrice = `0x${(2n ** 60n + 1n).toString(16)}`;
    expect(digestReceipts([{ ...receipt, effectiveGasPrice }], block).feesWei).toBe(21_000n * (2n ** 60n + 1n));
  });

  it.each([
    ["transaction", { transactionHash: "0x09" }],
    ["position", { transactionIndex: "0x1" }],
    ["status", { status: "0x0" }],
    ["gas", { gasUsed: "0x5209" }],
    ["cumulative gas", { cumulativeGasUsed: "0x5209" }],
    ["price", { effectiveGasPrice: "0xb" }],
    ["number of logs", { logs: [log, log] }],
    ["log's contract", { logs: [{ ...log, address: "0xC0DF" }] }],
    ["log's data", { logs: [{ ...log, data: "0x02" }] }],
    ["log's topic", { logs: [{ ...log, topics: ["0xAB"] }] }],
    ["log's position", { logs: [{ ...log, logIndex: "0x1" }] }],
  ])("has another digest when the %s is another", (_, changed) => {
    expect(digestOf(changed)).not.toBe(digestOf({}));
  });

  it("has another digest for another order", () => {
    const other = { ...receipt, transactionHash: "0x02" };
    const [there, back] = [digestReceipts([receipt, other], block), digestReceipts([other, receipt], block)];
    expect(there.digest).not.toBe(back.digest);
  });

  it("has the same digest however a client writes addresses and numbers, and whatever else it tells", () => {
    const otherwise = { gasUsed: "0x05208", logs: [{ ...log, address: "0xc0de", removed: false }], type: "0x2" };
    expect(digestOf(otherwise)).toBe(digestOf({}));
  });

  it("refuses receipts of another block, and those that lack something", () => {
    expect(() => digestOf({ blockHash: "0xb10d" })).toThrowErrorMatchingInlineSnapshot(
      `[Error: the receipts are of block 0xb10d]`,
    );
    expect(() => digestOf({ effectiveGasPrice: undefined })).toThrowErrorMatchingInlineSnapshot(
      `[Error: undefined is no quantity]`,
    );
    expect(() => digestOf({ logs: null })).toThrowErrorMatchingInlineSnapshot(
      `[Error: the receipt of 0x01 has no logs]`,
    );
    expect(() => digestReceipts(null, block)).toThrowErrorMatchingInlineSnapshot(`[Error: no receipts]`);
  });

  it("never has tips larger than fees", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 7n, max: 2n ** 70n })), (prices) => {
        const receipts = prices.map((price) => ({ ...receipt, effectiveGasPrice: `0x${price.toString(16)}` }));
        const { feesWei, tipsWei } = digestReceipts(receipts, block);
        expect(feesWei - tipsWei).toBe(BigInt(prices.length) * 21_000n * 7n);
      }),
    );
  });
});
