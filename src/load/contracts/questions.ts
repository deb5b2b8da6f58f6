// What the contracts are asked in the end, so that it can be compared with what was included.

import { assertNever } from "../../base/assert.ts";
import type { Address } from "../../base/ids.ts";
import type { ContractName } from "../../model/counted-calls.ts";
import { neighbourIndex } from "../corpus/layout.ts";
import { counterAddress, hasherAddress, loggerAddress, selectorOf, slotsAddress, tokenAddress } from "./calls.ts";
import { type ContractUse, contractsCalledBy, tokenHolders } from "./deployments.ts";

/** A number that a contract knows: the sum of what it returns for the inputs of eth_call, in hexadecimal. */
export interface ContractQuestion {
  readonly contract: ContractName;
  readonly address: Address;
  readonly what: string;
  readonly inputs: readonly string[];
}

/** What each contract has counted; of the token its supply, what all owners have together, and what they have granted. */
export function contractQuestions(uses: readonly ContractUse[]): ContractQuestion[] {
  return contractsCalledBy(uses).flatMap((contract): ContractQuestion[] => {
    switch (contract) {
      case "counter":
        return [{ contract, address: counterAddress, what: "count", inputs: [input("count()")] }];
      case "slots":
        return [{ contract, address: slotsAddress, what: "written", inputs: [input("written()")] }];
      case "hasher":
        return [{ contract, address: hasherAddress, what: "rounds", inputs: [input("rounds()")] }];
      case "logger":
        return [{ contract, address: loggerAddress, what: "emitted", inputs: [input("emitted()")] }];
      case "token":
        return tokenQuestions(uses);
      default:
        return assertNever(contract);
    }
  });
}

function tokenQuestions(uses: readonly ContractUse[]): ContractQuestion[] {
  const token = { contract: "token", address: tokenAddress } as const;
  const allowances = uses.flatMap(({ kind, accounts }) => (kind === "token-approvals" ? allowancesOf(accounts) : []));
  const balances = tokenHolders(uses).map((holder) => input("balanceOf(address)", holder));
  return [
    { ...token, what: "totalSupply", inputs: [input("totalSupply()")] },
    { ...token, what: "sumOfBalances", inputs: balances },
    ...(allowances.length === 0 ? [] : [{ ...token, what: "sumOfAllowances", inputs: allowances }]),
  ];
}

const allowancesOf = (accounts: readonly Address[]): string[] =>
  accounts.map((owner, index) => {
    const spender = accounts[neighbourIndex(index, accounts.length)] ?? owner;
    return input("allowance(address,address)", owner, spender);
  });

const input = (signature: string, ...addresses: Address[]): string =>
  `0x${selectorOf(signature).toString("hex")}${addresses.map((one) => one.slice(2).padStart(64, "0")).join("")}`;
