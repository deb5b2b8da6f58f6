import { keccak256, Transaction, Wallet } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { address } from "../../base/ids.ts";
import { loadAccounts } from "./accounts.ts";
import { createTransferSigner, type TransferTerms, transferGas } from "./sign-transfer.ts";

const accounts = loadAccounts({ seed: 1, count: 5, load: "transfers" });
const usual: TransferTerms = {
  chainId: 1337,
  valueWei: 1n,
  maxFeePerGasWei: 100_000_000_000n,
  maxPriorityFeePerGasWei: 1_000_000_000n,
};

function signWithEthers(terms: TransferTerms, transfer: { privateKey: Uint8Array; to: string; nonce: number }) {
  return new Wallet(`0x${Buffer.from(transfer.privateKey).toString("hex")}`).signTransaction({
    type: 2,
    chainId: terms.chainId,
    nonce: transfer.nonce,
    gasLimit: transferGas,
    to: transfer.to,
    value: terms.valueWei,
    maxFeePerGas: terms.maxFeePerGasWei,
    maxPriorityFeePerGas: terms.maxPriorityFeePerGasWei,
  });
}

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;

describe("createTransferSigner", () => {
  it("signs to the same bytes and hash as ethers, whatever the numbers", async () => {
    const wei = fc.bigInt({ min: 0n, max: 2n ** 80n });
    const cases = fc.record({
      account: fc.integer({ min: 0, max: 4 }),
      chainId: fc.integer({ min: 1, max: 2 ** 31 }),
      nonce: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
      valueWei: wei,
      maxFeePerGasWei: wei,
      maxPriorityFeePerGasWei: fc.bigInt({ min: 0n, max: 2n ** 40n }),
      to: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => address(hex(bytes))),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ account, nonce, to, ...drawn }) => {
        // A tip above the maximum is no valid transaction; ethers refuses it.
        const terms = { ...drawn, maxFeePerGasWei: drawn.maxFeePerGasWei + drawn.maxPriorityFeePerGasWei };
        const transfer = { privateKey: accounts[account]?.privateKey ?? Buffer.alloc(0), to, nonce };
        const { raw, hash } = createTransferSigner(terms)(transfer);
        const expected = await signWithEthers(terms, transfer);
        expect(hex(raw)).toBe(expected);
        expect(hex(hash)).toBe(keccak256(expected));
      }),
    );
  });

  it("drops the leading zeros of a signature's halves, of which one in 256 has some", async () => {
    const sign = createTransferSigner(usual);
    const [from, to] = accounts;
    if (from === undefined || to === undefined) throw new Error("two accounts are needed");
    const shortened: number[] = [];
    for (let nonce = 128; nonce < 2000; nonce++) {
      const transfer = { privateKey: from.privateKey, to: to.address, nonce };
      const raw = hex(sign(transfer).raw);
      const { r, s } = Transaction.from(raw).signature ?? { r: "", s: "" };
      if (!r.startsWith("0x00") && !s.startsWith("0x00")) continue;
      shortened.push(nonce);
      expect(raw).toBe(await signWithEthers(usual, transfer));
      if (shortened.length === 3) break;
    }
    expect(shortened).toHaveLength(3);
  });

  it("does not let the next transfer change the last", () => {
    const sign = createTransferSigner(usual);
    const [from] = accounts;
    if (from === undefined) throw new Error("an account is needed");
    const first = sign({ privateKey: from.privateKey, to: from.address, nonce: 0 });
    const before = hex(first.raw);
    sign({ privateKey: from.privateKey, to: from.address, nonce: 1 });
    expect(hex(first.raw)).toBe(before);
  });
});
