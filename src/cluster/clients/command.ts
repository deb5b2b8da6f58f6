import type { Address } from "../../base/ids.ts";

/** A program and its arguments, ready to start. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** An account that has money in the first block. */
export interface GenesisAccount {
  readonly address: Address;
  readonly balanceWei: bigint;
}

/** A contract that is there from the first block on, without money. All but the address in hexadecimal. */
export interface GenesisContract {
  readonly address: Address;
  readonly code: string;
  /** Whole words, by slot; what is zero is left out. */
  readonly storage: Readonly<Record<string, string>>;
}
