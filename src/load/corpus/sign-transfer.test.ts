import { Transaction } from "ethers";
import { expect, it } from "vitest";
import { loadAccounts } from "./accounts.ts";
import { createTransferSigner, transferFees } from "./sign-transfer.ts";

it("signs a transfer of the amount agreed on, with just the gas that one needs", () => {
  const [from, to] = loadAccounts({ seed: 1, count: 2, load: "transfers" });
  if (from === undefined || to === undefined) throw new Error("two accounts are needed");
  const sign = createTransferSigner({ chainId: 1337, valueWei: 5n, ...transferFees });
  const { raw } = sign({ privateKey: from.privateKey, to: to.address, nonce: 3 });
  const signed = Transaction.from(`0x${raw.toString("hex")}`);
  expect(signed.from?.toLowerCase()).toBe(from.address);
  expect(signed.to?.toLowerCase()).toBe(to.address);
  expect(signed).toMatchObject({ value: 5n, gasLimit: 21_000n, nonce: 3, data: "0x" });
});
