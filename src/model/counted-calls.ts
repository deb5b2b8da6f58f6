// What the contracts of the load promise: a number that every call of one function raises by the same amount, so that
// the state can be compared with the calls found in blocks. Selectors are the first four bytes of a signature's hash
// (https://docs.soliditylang.org/en/latest/abi-spec.html#function-selector).

import type { CorpusKind } from "./plan.ts";

export type ContractName = "counter" | "token" | "slots" | "hasher" | "logger";

/** Contracts that loads of a kind call. Deployments call none: they make their own. */
export const contractsOf: Readonly<Record<CorpusKind, readonly ContractName[]>> = {
  transfers: [],
  "legacy-transfers": [],
  "access-list-transfers": [],
  "token-transfers": ["token"],
  "token-approvals": ["token"],
  deployments: [],
  "storage-writes": ["slots"],
  computation: ["hasher"],
  logs: ["logger"],
  contracts: ["counter", "token"],
  none: [],
};

export interface CountedCall {
  /** Loads that make it. */
  readonly kind: CorpusKind;
  /** As `contract.read` has them. */
  readonly contract: ContractName;
  readonly what: string;
  readonly signature: string;
  readonly selector: string;
  /** What a call adds. */
  readonly each: number;
  /** Each call sets the total of its account: one that failed does not show once another one has followed. */
  readonly sets: boolean;
  /** The thing that counts, and what it counts. */
  readonly title: string;
  readonly noun: string;
}

/** Slots that a call of `write` fills. */
export const slotsPerCall = 5;
/** Hashes that a call of `hash` makes. */
export const roundsPerCall = 1000;
/** Logs that a call of `log` emits. */
export const logsPerCall = 8;

export const countedCalls: readonly CountedCall[] = [
  {
    kind: "contracts",
    contract: "counter",
    what: "count",
    signature: "increment()",
    selector: "0xd09de08a",
    each: 1,
    sets: false,
    title: "counter",
    noun: "increment",
  },
  {
    kind: "storage-writes",
    contract: "slots",
    what: "written",
    signature: "write(uint256)",
    selector: "0x2f048afa",
    each: slotsPerCall,
    sets: false,
    title: "number of written slots",
    noun: "write",
  },
  {
    kind: "computation",
    contract: "hasher",
    what: "rounds",
    signature: "hash(uint256)",
    selector: "0xb189fd4c",
    each: roundsPerCall,
    sets: false,
    title: "number of rounds",
    noun: "computation",
  },
  {
    kind: "logs",
    contract: "logger",
    what: "emitted",
    signature: "log(uint256)",
    selector: "0xf82c50f1",
    each: logsPerCall,
    sets: false,
    title: "number of logs",
    noun: "logging call",
  },
  {
    // Every approval grants one more than the account's one before, so that the sum of all allowances counts them.
    kind: "token-approvals",
    contract: "token",
    what: "sumOfAllowances",
    signature: "approve(address,uint256)",
    selector: "0x095ea7b3",
    each: 1,
    sets: true,
    title: "sum of allowances",
    noun: "approval",
  },
];
