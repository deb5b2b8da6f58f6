import { describe, expect, it } from "vitest";
import { parseBlock } from "./parse-block.ts";

const header = {
  number: "0x10",
  hash: "0xaa",
  parentHash: "0xbb",
  timestamp: "0x5",
  gasUsed: "0x5208",
  gasLimit: "0x3938700",
};
const tx = { hash: "0x01", from: "0xABCD", nonce: "0x2", to: "0xC0DE", input: "0x" };
const parsedTx = (changed: object) => parseBlock({ ...header, transactions: [{ ...tx, ...changed }] })?.txs[0];

describe("parseBlock", () => {
  it("reads header and transactions", () => {
    expect(parseBlock({ ...header, transactions: [tx] })).toEqual({
      height: 16,
      hash: "0xaa",
      parentHash: "0xbb",
      timestampS: 5,
      gasUsed: 21_000,
      gasLimit: 60_000_000,
      txs: [{ hash: "0x01", from: "0xabcd", nonce: 2 }],
    });
  });

  it("keeps the base fee exactly, and has none where the chain has none", () => {
    const baseFeePerGas = `0x${(2n ** 64n + 1n).toString(16)}`;
    expect(parseBlock({ ...header, baseFeePerGas })?.baseFeeWei).toBe("18446744073709551617");
    expect(parseBlock(header)).not.toHaveProperty("baseFeeWei");
  });

  it("keeps of a call whom it asked and what, but not the arguments", () => {
    expect(parsedTx({ input: `0xD09DE08A${"00".repeat(32)}` })?.call).toEqual({ to: "0xc0de", selector: "0xd09de08a" });
  });

  it.each([
    ["a transfer", {}],
    ["a creation", { to: null, input: "0x6001600201" }],
    ["input too short to name a function", { input: "0xd09de0" }],
  ])("has no call for %s", (_, changed) => {
    expect(parsedTx(changed)).not.toHaveProperty("call");
  });

  it.each([null, "0x", {}, { hash: "0xaa" }])("does not take %j for a block", (body) => {
    expect(parseBlock(body)).toBeUndefined();
  });
});
