import { describe, expect, it } from "vitest";
import { address } from "../../base/ids.ts";
import { commandLine } from "../../platform/processes.ts";
import {
  enodeUrl,
  type GethOptions,
  gethCommand,
  gethConfig,
  gethGenesis,
  gethInitCommand,
  gethPorts,
} from "./geth.ts";

const signerA = address(`0x${"aa".repeat(20)}`);
const signerB = address(`0x${"0b".repeat(20)}`);

const plain: GethOptions = {
  binary: "geth",
  dataDir: "/run/signer-0",
  configFile: "/run/signer-0/config.toml",
  nodeKeyFile: "/run/signer-0/nodekey",
  chainId: 1337,
  listen: "127.0.0.1",
  peersWithin: "127.0.0.0/8",
  ports: { p2p: 30300, http: 18600, ws: 18620, authRpc: 18650 },
  signer: undefined,
};

function shown(changes: Partial<GethOptions>): string {
  const { command, args } = gethCommand({ ...plain, ...changes });
  return commandLine(command, args).replaceAll(" --", "\n --");
}

describe("gethCommand", () => {
  it("keeps a node that follows on loopback, with an archive that survives SIGKILL", () => {
    expect(shown({})).toMatchInlineSnapshot(`
      "geth
       --config /run/signer-0/config.toml
       --datadir /run/signer-0
       --nodekey /run/signer-0/nodekey
       --networkid 1337
       --syncmode full
       --gcmode archive
       --state.scheme hash
       --nat none
       --netrestrict 127.0.0.0/8
       --ipcdisable
       --authrpc.addr 127.0.0.1
       --authrpc.port 18650
       --http
       --http.addr 127.0.0.1
       --http.port 18600
       --http.api eth,net,web3,txpool,admin,clique,debug,miner
       --http.vhosts '*'
       --ws
       --ws.addr 127.0.0.1
       --ws.port 18620
       --rpc.gascap 100000000
       --rpc.txfeecap 0
       --rpc.allow-unprotected-txs
       --txpool.pricelimit 1
       --txpool.accountslots 4096
       --txpool.globalslots 65536
       --txpool.accountqueue 4096
       --txpool.globalqueue 65536
       --txpool.lifetime 1h
       --cache 64
       --cache.noprefetch"
    `);
  });

  it("lets a node with an address of its own be reached, but its engine's port not", () => {
    const { command, args } = gethCommand({
      ...plain,
      listen: "0.0.0.0",
      peersWithin: "198.18.3.0/24,10.198.3.0/24",
      ports: gethPorts,
    });
    expect(commandLine(command, args)).toMatch(
      /--netrestrict 198.18.3.0\/24,10.198.3.0\/24 .*--authrpc.addr 127.0.0.1 .*--http.addr 0.0.0.0 .*--ws.addr 0.0.0.0 /,
    );
  });

  it("adds what a signer needs", () => {
    const signer = { address: signerA, passwordFile: "/run/password", gasLimit: 60_000_000, sealsAtOnce: true };
    expect(shown({ signer }).slice(shown({}).length)).toMatchInlineSnapshot(`
      "
       --mine
       --miner.etherbase 0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
       --unlock 0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
       --password /run/password
       --allow-insecure-unlock
       --miner.gaslimit 60000000
       --miner.gasprice 1
       --miner.recommit 500ms"
    `);
  });

  it("leaves it to `miner_start` to begin, when asked to", () => {
    const signer = { address: signerA, passwordFile: "/run/password", gasLimit: 60_000_000, sealsAtOnce: false };
    expect(shown({ signer })).not.toContain("--mine\n");
  });

  it("initialises a data directory", () => {
    const { command, args } = gethInitCommand({ binary: "geth", dataDir: "/run/t", genesisFile: "/run/genesis.json" });
    expect(commandLine(command, args)).toMatchInlineSnapshot(
      `"geth --datadir /run/t --state.scheme hash init /run/genesis.json"`,
    );
  });
});

describe("gethConfig", () => {
  it("listens on loopback only and dials exactly the peers given", () => {
    const staticNodes = [enodeUrl({ publicKey: "ab".repeat(64), host: "127.0.0.1", port: 40_001 })];
    expect(gethConfig({ listen: "127.0.0.1", p2pPort: 30300, staticNodes })).toMatchInlineSnapshot(`
      "[Node.P2P]
      ListenAddr = "127.0.0.1:30300"
      NoDiscovery = true
      MaxPeers = 25
      StaticNodes = ["enode://abababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababab@127.0.0.1:40001?discport=0"]
      "
    `);
  });

  it("has room for every peer of a large network, twice while both sides dial", () => {
    const staticNodes = Array.from({ length: 20 }, (_, index) =>
      enodeUrl({ publicKey: "ab".repeat(64), host: "127.0.0.1", port: index }),
    );
    expect(gethConfig({ listen: "127.0.0.1", p2pPort: 30300, staticNodes })).toContain("MaxPeers = 40\n");
  });
});

describe("gethGenesis", () => {
  const genesis = {
    chainId: 1337,
    blockPeriodMs: 1000,
    gasLimit: 60_000_000,
    signers: [signerA, signerB],
    accounts: [{ address: address(`0x${"cc".repeat(20)}`), balanceWei: 10n ** 18n }],
    contracts: [{ address: address(`0x${"c0".repeat(20)}`), code: "0x6001", storage: { "0x00": "0x2a" } }],
  };

  it("names the signers in ascending order and gives the accounts their money and the contracts their code", () => {
    expect(JSON.stringify(gethGenesis(genesis), undefined, 1)).toMatchInlineSnapshot(`
      "{
       "config": {
        "chainId": 1337,
        "homesteadBlock": 0,
        "eip150Block": 0,
        "eip155Block": 0,
        "eip158Block": 0,
        "byzantiumBlock": 0,
        "constantinopleBlock": 0,
        "petersburgBlock": 0,
        "istanbulBlock": 0,
        "berlinBlock": 0,
        "londonBlock": 0,
        "clique": {
         "period": 1,
         "epoch": 30000
        }
       },
       "difficulty": "0x1",
       "gasLimit": "0x3938700",
       "timestamp": "0x0",
       "extraData": "0x00000000000000000000000000000000000000000000000000000000000000000b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
       "alloc": {
        "0xcccccccccccccccccccccccccccccccccccccccc": {
         "balance": "0xde0b6b3a7640000"
        },
        "0xc0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0": {
         "balance": "0x0",
         "code": "0x6001",
         "storage": {
          "0x00": "0x2a"
         }
        }
       }
      }"
    `);
  });

  it("refuses a period that Clique cannot have", () => {
    expect(() => gethGenesis({ ...genesis, blockPeriodMs: 1500 })).toThrowErrorMatchingInlineSnapshot(
      `[ChaindrillError: a Clique chain seals in whole seconds: a block period of 1500 ms cannot be had]`,
    );
    expect(() => gethGenesis({ ...genesis, blockPeriodMs: 0 })).toThrow("whole seconds");
  });
});
