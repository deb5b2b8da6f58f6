import { computeAddress } from "ethers";
import { describe, expect, it } from "vitest";
import { accountOf, canaryAccounts, loadAccounts } from "./accounts.ts";

describe("accounts", () => {
  it("have the address that ethers derives from their key", () => {
    for (const { address, privateKey } of loadAccounts({ seed: 7, count: 20, load: "transfers" })) {
      expect(address).toBe(computeAddress(`0x${privateKey.toString("hex")}`).toLowerCase());
    }
  });

  it("open the address that the well-known development key opens", () => {
    const key = Buffer.from("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80", "hex");
    expect(accountOf(key).address).toBe("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
  });

  it("follow from the seed, and more of them leave the first ones as they are", () => {
    const few = loadAccounts({ seed: 7, count: 3, load: "transfers" });
    const many = loadAccounts({ seed: 7, count: 10, load: "transfers" });
    expect(many.slice(0, 3)).toEqual(few);
    expect(new Set(many.map((account) => account.address)).size).toBe(10);
  });

  it("are other ones for another seed, another load, and for canaries", () => {
    const addresses = [
      loadAccounts({ seed: 1, count: 1, load: "a" }),
      loadAccounts({ seed: 2, count: 1, load: "a" }),
      loadAccounts({ seed: 1, count: 1, load: "b" }),
      canaryAccounts({ seed: 1, count: 1 }),
      canaryAccounts({ seed: 2, count: 1 }),
    ].flatMap((accounts) => accounts.map((account) => account.address));
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});
