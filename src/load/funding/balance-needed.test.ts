import { describe, expect, it } from "vitest";
import { balanceNeeded } from "./balance-needed.ts";
import { readKey } from "./read-key.ts";

const gwei = 10n ** 9n;

describe("balanceNeeded", () => {
  it("is what all will cost, and what the first could cost at the price they offer", () => {
    expect(balanceNeeded({ kind: "transfers", transactions: 100, feePerGasWei: 2n * gwei })).toBe(
      21_000n * (100n * 2n + 8n * 100n) * gwei + 100n,
    );
  });

  it("is the full price for kinds that pay it, whatever the chain asks", () => {
    expect(balanceNeeded({ kind: "legacy-transfers", transactions: 2, feePerGasWei: 1n })).toBe(
      21_000n * (2n * 100n + 2n * 100n) * gwei + 2n,
    );
  });
});

describe("readKey", () => {
  it("knows the account of a key, with or without 0x", () => {
    const key = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    expect(readKey(`0x${key}\n`, "KEY").address).toBe("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    expect(readKey(key, "KEY").address).toBe(readKey(`0x${key}`, "KEY").address);
  });

  it.each([undefined, "", "0x12", "s3cret", "00".repeat(32), "ff".repeat(32)])(
    "refuses %j without showing it",
    (text) => {
      const refuse = () => readKey(text, "KEY");
      expect(refuse).toThrow(/environment variable KEY, found (nothing|something else)$/);
    },
  );
});
