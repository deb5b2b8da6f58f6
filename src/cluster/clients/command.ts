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
