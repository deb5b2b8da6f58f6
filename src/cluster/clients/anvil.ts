// Command line and first state of anvil 1.7.1 (https://getfoundry.sh/anvil/reference/anvil). Pure: nothing is written
// or started here.

import type { Command, GenesisAccount, GenesisContract } from "./command.ts";

export interface AnvilOptions {
  readonly binary: string;
  /** Address that it listens on. */
  readonly listen: string;
  readonly port: number;
  readonly chainId: number;
  readonly blockPeriodMs: number;
  readonly gasLimit: number;
  readonly stateFile: string;
  readonly cacheDir: string;
}

/** Port of a node that has an address of its own. */
export const anvilPort = 8545;

/**
 * The command that runs the node. Blocks come by time, never by transaction: automine stands still for ever once
 * many senders are at work. The state is written every second, so that a killed node loses a second of blocks.
 *
 * `--preserve-historical-states` is left out on purpose: with 2,000 funded accounts it writes 0.7 MB more with every
 * block, every second (85 MB after 120 blocks, where the state alone is 0.4 MB). Without it, blocks and receipts
 * survive a restart, but `eth_getBalance` and its like at a block from before the restart do not answer.
 */
export function anvilCommand(options: AnvilOptions): Command {
  return {
    command: options.binary,
    args: [
      ...["--host", options.listen, "--port", String(options.port)],
      ...["--block-time", String(options.blockPeriodMs / 1000), "--chain-id", String(options.chainId)],
      ...["--gas-limit", String(options.gasLimit), "--accounts", "0", "--quiet"],
      ...["--state", options.stateFile, "--state-interval", "1", "--cache-path", options.cacheDir],
    ],
  };
}

/**
 * A state file in which nothing has happened yet and every account has its money: the quick way to fund thousands of
 * them. `--init genesis.json` excludes `--state`, and `--accounts 1000` derives keys for two seconds.
 */
export function anvilFirstState(options: {
  gasLimit: number;
  accounts: readonly GenesisAccount[];
  contracts: readonly GenesisContract[];
}): Record<string, unknown> {
  return {
    block: {
      number: "0x0",
      beneficiary: `0x${"00".repeat(20)}`,
      timestamp: "0x0",
      gas_limit: options.gasLimit,
      basefee: 1_000_000_000,
      difficulty: "0x0",
      prevrandao: `0x${"00".repeat(32)}`,
    },
    accounts: Object.fromEntries([
      ...options.accounts.map(({ address, balanceWei }) => [
        address,
        { nonce: 0, balance: `0x${balanceWei.toString(16)}`, code: "0x", storage: {} },
      ]),
      ...options.contracts.map(({ address, code, storage }) => [address, { nonce: 0, balance: "0x0", code, storage }]),
    ]),
    best_block_number: 0,
    blocks: [],
    transactions: [],
  };
}
