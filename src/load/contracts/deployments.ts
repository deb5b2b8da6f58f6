// The contracts as genesis has them: code, and storage in which every account that a load gives to the token owns some.

import counter from "../../../fixtures/contracts/counter.json" with { type: "json" };
import hasher from "../../../fixtures/contracts/hasher.json" with { type: "json" };
import logger from "../../../fixtures/contracts/logger.json" with { type: "json" };
import slots from "../../../fixtures/contracts/slots.json" with { type: "json" };
import token from "../../../fixtures/contracts/token.json" with { type: "json" };
import type { Address } from "../../base/ids.ts";
import { type ContractName, contractsOf } from "../../model/counted-calls.ts";
import type { CorpusKind } from "../../model/plan.ts";
import { keccak256 } from "../corpus/keccak.ts";
import { counterAddress, hasherAddress, loggerAddress, slotsAddress, tokenAddress } from "./calls.ts";

/** A load, and the accounts that it sends from in their order. */
export interface ContractUse {
  readonly kind: CorpusKind;
  readonly accounts: readonly Address[];
}

export interface Deployment {
  readonly name: ContractName;
  readonly address: Address;
  /** What lies at the address, in hexadecimal. */
  readonly code: string;
  /** Slots that are not zero, both in hexadecimal words. */
  readonly storage: Readonly<Record<string, string>>;
}

/** More than any account can give away. */
export const tokensPerHolder = 10n ** 24n;

/** What a deployment sends: the code that makes a counter, to nobody. */
export const creationCode: Buffer = Buffer.from(counter.bytecode.slice(2), "hex");

const artefacts = {
  counter: { address: counterAddress, code: counter.deployedBytecode },
  token: { address: tokenAddress, code: token.deployedBytecode },
  slots: { address: slotsAddress, code: slots.deployedBytecode },
  hasher: { address: hasherAddress, code: hasher.deployedBytecode },
  logger: { address: loggerAddress, code: logger.deployedBytecode },
} as const;

/** The contracts that these loads call, and no others; the token with their accounts as its only owners. */
export function deployContracts(uses: readonly ContractUse[]): Deployment[] {
  const called = contractsCalledBy(uses);
  return called.map((name) => ({ name, ...artefacts[name], storage: name === "token" ? tokenStorage(uses) : {} }));
}

/** In the order of their addresses. */
export function contractsCalledBy(uses: readonly ContractUse[]): ContractName[] {
  const called = new Set(uses.flatMap(({ kind }) => contractsOf[kind]));
  return (Object.keys(artefacts) as ContractName[]).filter((name) => called.has(name));
}

/** Accounts that own tokens in genesis. */
export const tokenHolders = (uses: readonly ContractUse[]): Address[] =>
  uses.flatMap(({ kind, accounts }) => (contractsOf[kind].includes("token") ? accounts : []));

function tokenStorage(uses: readonly ContractUse[]): Record<string, string> {
  const holders = tokenHolders(uses);
  const balances = holders.map((holder) => [balanceSlot(holder), word(tokensPerHolder)]);
  const supplySlot = word(BigInt(token.storage.totalSupply));
  return { [supplySlot]: word(tokensPerHolder * BigInt(holders.length)), ...Object.fromEntries(balances) };
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
