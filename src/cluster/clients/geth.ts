// Command line and configuration of geth 1.13.15, the last release that seals Clique blocks
// (https://github.com/ethereum/go-ethereum/releases/tag/v1.13.15). Pure: nothing is written or started here.

import { ChaindrillError, exitCode } from "../../base/errors.ts";
import type { Address } from "../../base/ids.ts";
import type { Command, GenesisAccount, GenesisContract } from "./command.ts";

export interface GethPorts {
  readonly p2p: number;
  readonly http: number;
  readonly ws: number;
  readonly authRpc: number;
}

export interface GethOptions {
  readonly binary: string;
  readonly dataDir: string;
  readonly configFile: string;
  readonly nodeKeyFile: string;
  readonly chainId: number;
  /** Address that JSON-RPC listens on, over HTTP and WebSocket. The engine's port stays on loopback. */
  readonly listen: string;
  /** Networks that peers must be in, as CIDR, with commas between. */
  readonly peersWithin: string;
  readonly ports: GethPorts;
  /** Set for a node that seals; its key lies in the data directory's keystore. */
  readonly signer:
    | {
        readonly address: Address;
        readonly passwordFile: string;
        readonly gasLimit: number;
        /** Seals from the start; otherwise when told to by `miner_start`. */
        readonly sealsAtOnce: boolean;
      }
    | undefined;
}

const loopback = "127.0.0.1";

/** Ports of a node that has an address of its own. */
export const gethPorts: GethPorts = { p2p: 30_303, http: 8545, ws: 8546, authRpc: 8551 };

/**
 * The command that runs one node. Archive with the hash scheme writes every state to disk at once, so that SIGKILL
 * loses no block. There is no `--port`: it would bind all interfaces, where the configuration's ListenAddr does not.
 */
export function gethCommand(options: GethOptions): Command {
  const { ports, listen } = options;
  return {
    command: options.binary,
    args: [
      ...["--config", options.configFile, "--datadir", options.dataDir, "--nodekey", options.nodeKeyFile],
      ...["--networkid", String(options.chainId), "--syncmode", "full", "--gcmode", "archive"],
      ...["--state.scheme", "hash", "--nat", "none", "--netrestrict", options.peersWithin, "--ipcdisable"],
      ...["--authrpc.addr", loopback, "--authrpc.port", String(ports.authRpc)],
      ...["--http", "--http.addr", listen, "--http.port", String(ports.http)],
      ...["--http.api", "eth,net,web3,txpool,admin,clique,debug,miner", "--http.vhosts", "*"],
      ...["--ws", "--ws.addr", listen, "--ws.port", String(ports.ws)],
      ...["--rpc.gascap", "100000000", "--rpc.txfeecap", "0", "--rpc.allow-unprotected-txs"],
      ...["--txpool.pricelimit", "1", "--txpool.accountslots", "4096", "--txpool.globalslots", "65536"],
      ...["--txpool.accountqueue", "4096", "--txpool.globalqueue", "65536", "--txpool.lifetime", "1h"],
      ...["--cache", "64", "--cache.noprefetch"],
      ...(options.signer === undefined ? [] : sealingArguments(options.signer)),
    ],
  };
}

function sealingArguments(signer: NonNullable<GethOptions["signer"]>): string[] {
  return [
    ...(signer.sealsAtOnce ? ["--mine"] : []),
    ...["--miner.etherbase", signer.address, "--unlock", signer.address],
    ...["--password", signer.passwordFile, "--allow-insecure-unlock"],
    ...["--miner.gaslimit", String(signer.gasLimit), "--miner.gasprice", "1", "--miner.recommit", "500ms"],
  ];
}

/** The command that writes the first block into an empty data directory. */
export function gethInitCommand(options: { binary: string; dataDir: string; genesisFile: string }): Command {
  return {
    command: options.binary,
    args: ["--datadir", options.dataDir, "--state.scheme", "hash", "init", options.genesisFile],
  };
}

/** Where a peer is dialled, which need not be where it listens. IPv4. */
export interface PeerAddress {
  readonly host: string;
  readonly port: number;
}

/** How a peer is dialled: its identity, at an address. */
export function enodeUrl(peer: PeerAddress & { publicKey: string }): string {
  return `enode://${peer.publicKey}@${peer.host}:${peer.port}?discport=0`;
}

/** The TOML configuration: what geth has no flag for. */
export function gethConfig(options: { listen: string; p2pPort: number; staticNodes: readonly string[] }): string {
  return [
    "[Node.P2P]",
    `ListenAddr = "${options.listen}:${options.p2pPort}"`,
    "NoDiscovery = true",
    `MaxPeers = ${Math.max(25, 2 * options.staticNodes.length)}`,
    `StaticNodes = [${options.staticNodes.map((url) => `"${url}"`).join(", ")}]`,
    "",
  ].join("\n");
}

export interface CliqueGenesis {
  readonly chainId: number;
  readonly blockPeriodMs: number;
  readonly gasLimit: number;
  readonly signers: readonly Address[];
  readonly accounts: readonly GenesisAccount[];
  readonly contracts: readonly GenesisContract[];
}

/**
 * The first block of a Clique chain (https://eips.ethereum.org/EIPS/eip-225). It ends with London: Clique refuses the
 * header fields of later forks.
 */
export function gethGenesis(genesis: CliqueGenesis): Record<string, unknown> {
  const signers = genesis.signers.map((signer) => signer.slice(2)).sort();
  return {
    config: {
      chainId: genesis.chainId,
      ...Object.fromEntries(forksFromTheStart.map((fork) => [`${fork}Block`, 0])),
      clique: { period: wholeSeconds(genesis.blockPeriodMs), epoch: 30_000 },
    },
    difficulty: "0x1",
    gasLimit: `0x${genesis.gasLimit.toString(16)}`,
    timestamp: "0x0",
    extraData: `0x${"00".repeat(32)}${signers.join("")}${"00".repeat(65)}`,
    alloc: Object.fromEntries([
      ...genesis.accounts.map(({ address, balanceWei }) => [address, { balance: `0x${balanceWei.toString(16)}` }]),
      ...genesis.contracts.map(({ address, code, storage }) => [address, { balance: "0x0", code, storage }]),
    ]),
  };
}

const forksFromTheStart = [
  ...["homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople", "petersburg"],
  ...["istanbul", "berlin", "london"],
];

function wholeSeconds(blockPeriodMs: number): number {
  if (blockPeriodMs >= 1000 && blockPeriodMs % 1000 === 0) return blockPeriodMs / 1000;
  throw new ChaindrillError({
    message: `a Clique chain seals in whole seconds: a block period of ${blockPeriodMs} ms cannot be had`,
    hint: "Set consensus.blockPeriod in the cluster file to 1s, 2s, ...",
    exitCode: exitCode.invalidInput,
  });
}
