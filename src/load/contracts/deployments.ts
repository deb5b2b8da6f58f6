// The contracts as genesis has them: code, and storage in which every account of the load owns tokens.

import counter from "../../../fixtures/contracts/counter.json" with { type: "json" };
import token from "../../../fixtures/contracts/token.json" with { type: "json" };
import type { Address } from "../../base/ids.ts";
import { keccak256 } from "../corpus/keccak.ts";
import { counterAddress, tokenAddress } from "./calls.ts";

export interface Deployment {
  readonly name: "counter" | "token";
  readonly address: Address;
  /** What lies at the address, in hexadecimal. */
  readonly code: string;
  /** Slots that are not zero, both in hexadecimal words. */
  readonly storage: Readonly<Record<string, string>>;
}

/** More than any account can give away. */
export const tokensPerHolder = 10n ** 24n;

/** Both contracts, the token with `holders` as its only owners. */
export function deployContracts(holders: readonly Address[]): Deployment[] {
  const supply = tokensPerHolder * BigInt(holders.length);
  const balances = holders.map((holder) => [balanceSlot(holder), word(tokensPerHolder)]);
  const supplySlot = word(BigInt(token.storage.totalSupply));
  return [
    { name: "counter", address: counterAddress, code: counter.deployedBytecode, storage: {} },
    {
      name: "token",
      address: tokenAddress,
      code: token.deployedBytecode,
      storage: { [supplySlot]: word(supply), ...Object.fromEntries(balances) },
    },
  ];
}

/**
 * Where Solidity keeps an entry of a mapping: at the hash of its key and the mapping's own slot
 * (https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html).
 */
function balanceSlot(holder: Address): string {
  const key = holder.slice(2).padStart(64, "0") + word(BigInt(token.storage.balanceOf)).slice(2);
  return `0x${Buffer.from(keccak256(Buffer.from(key, "hex"))).toString("hex")}`;
}

const word = (value: bigint): string => `0x${value.toString(16).padStart(64, "0")}`;
