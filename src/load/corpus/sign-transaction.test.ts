import { keccak256, Transaction, Wallet } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { address } from "../../base/ids.ts";
import { loadAccounts } from "./accounts.ts";
import { transactionFor } from "./check-sample.ts";
import {
  createSigner,
  dataBytesMax,
  type Envelope,
  type Request,
  rawBytesMax,
  type SigningTerms,
} from "./sign-transaction.ts";

const accounts = loadAccounts({ seed: 1, count: 5, load: "transfers" });
const usual: SigningTerms = {
  chainId: 1337,
  maxFeePerGasWei: 100_000_000_000n,
  maxPriorityFeePerGasWei: 1_000_000_000n,
};
const to = address(`0x${"ab".repeat(20)}`);
const transfer: Request = { envelope: "dynamic-fee", to, valueWei: 1n, gasLimit: 21_000, data: new Uint8Array() };
const privateKey = accounts[0]?.privateKey ?? Buffer.alloc(0);

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;

const signWithEthers = (terms: SigningTerms, what: Request & { privateKey: Uint8Array; nonce: number }) =>
  new Wallet(hex(what.privateKey)).signTransaction(transactionFor(what, terms));

describe("createSigner", () => {
  it("signs to the same bytes and hash as ethers, whatever the numbers and the input", async () => {
    const wei = fc.bigInt({ min: 0n, max: 2n ** 80n });
    const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const addresses = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => address(hex(bytes)));
    const cases = fc.record({
      account: fc.integer({ min: 0, max: 4 }),
      chainId: fc.integer({ min: 1, max: 2 ** 31 }),
      nonce: fc.oneof(fc.integer({ min: 0, max: 300 }), uint32),
      gasLimit: fc.oneof(fc.constantFrom(21_000, 60_000), uint32),
      valueWei: fc.oneof(fc.constantFrom(0n, 1n, 127n, 128n, 2n ** 32n - 1n, 2n ** 32n), wei),
      maxFeePerGasWei: wei,
      maxPriorityFeePerGasWei: fc.bigInt({ min: 0n, max: 2n ** 40n }),
      envelope: fc.constantFrom<Envelope>("legacy", "access-list", "dynamic-fee"),
      to: fc.option(addresses, { nil: undefined, freq: 5 }),
      access: fc.option(fc.record({ address: addresses, slot: fc.uint8Array({ minLength: 32, maxLength: 32 }) }), {
        nil: undefined,
      }),
      data: fc.oneof(fc.uint8Array({ maxLength: 1 }), fc.uint8Array({ maxLength: dataBytesMax })),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ account, chainId, maxFeePerGasWei, maxPriorityFeePerGasWei, ...drawn }) => {
        // A tip above the maximum is no valid transaction; ethers refuses it.
        const terms = { chainId, maxPriorityFeePerGasWei, maxFeePerGasWei: maxFeePerGasWei + maxPriorityFeePerGasWei };
        const unsigned = { ...drawn, privateKey: accounts[account]?.privateKey ?? Buffer.alloc(0) };
        const { raw, hash } = createSigner(terms)(unsigned);
        const expected = await signWithEthers(terms, unsigned);
        expect(hex(raw)).toBe(expected);
        expect(hex(hash)).toBe(keccak256(expected));
      }),
    );
  });

  it("has room for the longest transaction there can be", async () => {
    const most = 2 ** 32 - 1;
    const unsigned: Request & { privateKey: Buffer; nonce: number } = {
      envelope: "dynamic-fee",
      to,
      valueWei: 2n ** 256n - 1n,
      gasLimit: most,
      data: new Uint8Array(dataBytesMax).fill(0xff),
      access: { address: to, slot: new Uint8Array(32).fill(0xff) },
      privateKey,
      nonce: most,
    };
    const terms = { chainId: most, maxFeePerGasWei: 2n ** 256n - 1n, maxPriorityFeePerGasWei: 2n ** 256n - 1n };
    const { raw } = createSigner(terms)(unsigned);
    expect(hex(raw)).toBe(await signWithEthers(terms, unsigned));
    expect(raw.length).toBeLessThanOrEqual(rawBytesMax);
  });

  it.each([54, 55, 56, 57, 254, 255, 256])(
    "writes the headers of an input of %i bytes as ethers does",
    async (length) => {
      const unsigned = { ...transfer, privateKey, nonce: 0, data: new Uint8Array(length).fill(0x5a) };
      expect(hex(createSigner(usual)(unsigned).raw)).toBe(await signWithEthers(usual, unsigned));
    },
  );

  it("refuses an input that it has no room for", () => {
    const data = new Uint8Array(dataBytesMax + 1);
    expect(() => createSigner(usual)({ ...transfer, privateKey, nonce: 0, data })).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: an input of 257 bytes is longer than 256]`,
    );
  });

  it("drops the leading zeros of a signature's halves, of which one in 256 has some", async () => {
    const sign = createSigner(usual);
    const shortened: number[] = [];
    for (let nonce = 128; nonce < 2000; nonce++) {
      const unsigned = { ...transfer, privateKey, nonce };
      const raw = hex(sign(unsigned).raw);
      const { r, s } = Transaction.from(raw).signature ?? { r: "", s: "" };
      if (!r.startsWith("0x00") && !s.startsWith("0x00")) continue;
      shortened.push(nonce);
      expect(raw).toBe(await signWithEthers(usual, unsigned));
      if (shortened.length === 3) break;
    }
    expect(shortened).toHaveLength(3);
  });

  it("does not let the next transaction change the last", () => {
    const sign = createSigner(usual);
    const first = sign({ ...transfer, privateKey, nonce: 0 });
    const before = hex(first.raw);
    sign({ ...transfer, privateKey, nonce: 1 });
    expect(hex(first.raw)).toBe(before);
  });
});
