// What the contracts are asked in the end, so that it can be compared with what was included.

import type { Address } from "../../base/ids.ts";
import { counterAddress, selectorOf, tokenAddress } from "./calls.ts";

/** A number that a contract knows: the sum of what it returns for the inputs of eth_call, in hexadecimal. */
export interface ContractQuestion {
  readonly contract: "counter" | "token";
  readonly address: Address;
  readonly what: "count" | "totalSupply" | "sumOfBalances";
  readonly inputs: readonly string[];
}

/** The count, the supply, and what all owners of the token have together. */
export function contractQuestions(holders: readonly Address[]): ContractQuestion[] {
  const input = (signature: string, ...words: string[]) =>
    `0x${selectorOf(signature).toString("hex")}${words.join("")}`;
  const balanceOf = (holder: Address) => input("balanceOf(address)", holder.slice(2).padStart(64, "0"));
  const token = { contract: "token", address: tokenAddress } as const;
  return [
    { contract: "counter", address: counterAddress, what: "count", inputs: [input("count()")] },
    { ...token, what: "totalSupply", inputs: [input("totalSupply()")] },
    { ...token, what: "sumOfBalances", inputs: holders.map(balanceOf) },
  ];
}
