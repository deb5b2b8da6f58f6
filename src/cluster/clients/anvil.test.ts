import { expect, it } from "vitest";
import { address } from "../../base/ids.ts";
import { commandLine } from "../../platform/processes.ts";
import { anvilCommand, anvilFirstState } from "./anvil.ts";

it("seals by time, where it is told to listen, and writes its state every second", () => {
  const { command, args } = anvilCommand({
    binary: "anvil",
    listen: "127.0.0.1",
    port: 18545,
    chainId: 31337,
    blockPeriodMs: 500,
    gasLimit: 300_000_000,
    stateFile: "/run/dev-0/state.json",
    cacheDir: "/run/dev-0/cache",
  });
  expect(commandLine(command, args).replaceAll(" --", "\n --")).toMatchInlineSnapshot(`
    "anvil
     --host 127.0.0.1
     --port 18545
     --block-time 0.5
     --chain-id 31337
     --gas-limit 300000000
     --accounts 0
     --quiet
     --state /run/dev-0/state.json
     --state-interval 1
     --cache-path /run/dev-0/cache"
  `);
});

it("gives the accounts their money, and the contracts their code, before anything has happened", () => {
  const accounts = [{ address: address(`0x${"cc".repeat(20)}`), balanceWei: 10n ** 18n }];
  const contracts = [{ address: address(`0x${"c0".repeat(20)}`), code: "0x6001", storage: { "0x00": "0x2a" } }];
  expect(
    JSON.stringify(anvilFirstState({ gasLimit: 300_000_000, accounts, contracts }), undefined, 1),
  ).toMatchInlineSnapshot(`
    "{
     "block": {
      "number": "0x0",
      "beneficiary": "0x0000000000000000000000000000000000000000",
      "timestamp": "0x0",
      "gas_limit": 300000000,
      "basefee": 1000000000,
      "difficulty": "0x0",
      "prevrandao": "0x0000000000000000000000000000000000000000000000000000000000000000"
     },
     "accounts": {
      "0xcccccccccccccccccccccccccccccccccccccccc": {
       "nonce": 0,
       "balance": "0xde0b6b3a7640000",
       "code": "0x",
       "storage": {}
      },
      "0xc0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0": {
       "nonce": 0,
       "balance": "0x0",
       "code": "0x6001",
       "storage": {
        "0x00": "0x2a"
       }
      }
     },
     "best_block_number": 0,
     "blocks": [],
     "transactions": []
    }"
  `);
});
