import { describe, expect, it } from "vitest";
import type { RpcAnswer } from "../platform/rpc.ts";
import { fakeCluster } from "../testing/fake-cluster.ts";
import { fakeScope } from "../testing/fake-scope.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { type FakeNodeOptions, fakeNodeClient } from "./node.fake.ts";
import { readFinalState } from "./read-final-state.ts";

const [rich, contract] = ["0xaa", "0xc0de"];
const refused: RpcAnswer = { kind: "unreachable", reason: "refused" };
/** The state after block 30 of a chain in which each block moves 3 wei to the sealer and burns 7. */
const balanceOf = (account: string, height: number) =>
  account === rich ? 1_000_000n - 10n * BigInt(height) : account === "0xsealer" ? 3n * BigInt(height) : 0n;
const chain: FakeNodeOptions = { height: 34, balanceOf, txsAt: (height) => (height % 2 === 0 ? 2 : 0) };

/** Takes the last look at a network of these nodes, whose blocks all have been seen. */
async function look(nodes: readonly FakeNodeOptions[], clock = new ManualClock()) {
  const scope = fakeScope({ clock });
  const cluster = fakeCluster({ clock, signers: nodes.length, rpcNodes: 0 });
  const clients = new Map(nodes.map((node, index) => [`signer-${index}`, fakeNodeClient(node)]));
  const seen = Array.from({ length: 35 }, (_, height) => ({ height, txs: new Array(nodes[0]?.txsAt?.(height) ?? 0) }));
  await readFinalState({
    spec: cluster.spec,
    nodes: cluster.nodes,
    clientOf: (node) => clients.get(node.id) ?? fakeNodeClient(chain),
    holders: [rich, contract, rich],
    questions: [{ contract: "token", address: contract, what: "sumOfBalances", inputs: ["0x05", "0x06"] }],
    blocks: new Map(seen.map((block) => [`0xb${block.height}`, block])),
    scope,
  });
  return { scope, clients, failures: scope.emittedOf("state.read-failed") };
}

describe("the last look at the state", () => {
  it("reads balances of the closed set at the same heights on every node, exactly", async () => {
    const { scope, failures } = await look([chain, chain]);
    const reads = scope.emittedOf("balances.read");
    for (const node of ["signer-0", "signer-1"]) {
      expect(reads.filter((read) => read.node === node)).toMatchObject(
        [0, 10, 20, 30].map((height) => ({
          height,
          hash: `0xb${height}`,
          accounts: 4, // the rich one, the contract, the sealer and nobody
          totalWei: String(1_000_000 - 7 * height),
          sealersWei: String(3 * height),
        })),
      );
    }
    expect(new Set(reads.map((read) => read.digest)).size).toBe(4);
    expect(failures).toEqual([]);
  });

  it("adds up what a contract answers", async () => {
    const { scope } = await look([chain]);
    const reads = scope.emittedOf("contract.read");
    expect(reads.map((read) => read.height)).toEqual([0, 10, 20, 30]);
    expect(reads[0]).toMatchObject({ contract: "token", address: contract, what: "sumOfBalances", value: "11" });
  });

  it("reads the receipts of all settled blocks, those with transactions and the newest first", async () => {
    const { scope } = await look([chain]);
    const reads = scope.emittedOf("receipts.read");
    expect(reads.map((read) => read.height).slice(0, 3)).toEqual([30, 28, 26]);
    expect(reads.map((read) => read.height).slice(15, 18)).toEqual([29, 27, 25]);
    expect(reads).toHaveLength(30);
    expect(reads[0]).toMatchObject({ hash: "0xb30", stateRoot: "0xs30", receiptsRoot: "0xr30", count: 2 });
    expect(reads[0]).toMatchObject({ gasUsed: 42_000, feesWei: "420000", tipsWei: "126000", failed: [] });
  });

  it("begins on every node where the most forgetful still has its states", async () => {
    const { scope, failures } = await look([chain, { ...chain, statesFrom: 13 }]);
    for (const node of ["signer-0", "signer-1"]) {
      const reads = scope.emittedOf("balances.read").filter((read) => read.node === node);
      expect(reads.map((read) => read.height)).toEqual([13, 18, 24, 30]);
    }
    expect(failures).toEqual([]);
  });

  it("says which heights a node lacks that is behind, and reads the others", async () => {
    const { scope, failures } = await look([chain, { ...chain, height: 12 }]);
    const behind = scope.emittedOf("balances.read").filter((read) => read.node === "signer-1");
    expect(behind.map((read) => read.height)).toEqual([0, 10]);
    expect(failures.map(({ what, height, error }) => `${what} ${height}: ${error}`)).toMatchInlineSnapshot(`
      [
        "balances 20: there is no block at this height",
        "balances 30: there is no block at this height",
        "contract 20: there is no block at this height",
        "contract 30: there is no block at this height",
        "receipts 28: there is no block at this height (and 17 more blocks)",
      ]
    `);
  });

  it("says so of a node that does not answer, and reads the others", async () => {
    const { scope, failures } = await look([{ ...chain, instead: async () => refused }, chain]);
    expect(scope.emittedOf("receipts.read").map((read) => read.node)).toEqual(new Array(30).fill("signer-1"));
    expect(new Set(failures.map(({ node, what, error }) => `${node} ${what}: ${error}`))).toMatchInlineSnapshot(`
      Set {
        "signer-0 balances: unreachable: refused",
        "signer-0 contract: unreachable: refused",
        "signer-0 receipts: no answer: refused; receipts of 30 blocks were not read",
      }
    `);
  });

  it("says so when no node answers", async () => {
    const { failures } = await look([{ ...chain, instead: async () => refused }]);
    expect(failures.map(({ node, what, error }) => `${node} ${what}: ${error}`)).toMatchInlineSnapshot(`
      [
        "signer-0 balances: no node tells how far the chain is",
        "signer-0 contract: no node tells how far the chain is",
        "signer-0 receipts: no node tells how far the chain is",
      ]
    `);
  });

  it("says nothing of contracts where there are none to ask", async () => {
    const scope = fakeScope({ clock: new ManualClock() });
    const { spec, nodes } = fakeCluster({ clock: scope.clock, signers: 1, rpcNodes: 0 });
    for (const node of [chain, { ...chain, instead: async () => refused }]) {
      const clientOf = () => fakeNodeClient(node);
      await readFinalState({ spec, nodes, clientOf, holders: [rich], questions: [], blocks: new Map(), scope });
    }
    expect(scope.emittedOf("contract.read")).toEqual([]);
    expect(scope.emittedOf("state.read-failed").map(({ what }) => what)).toEqual(["balances", "receipts"]);
  });

  it("stops when its time is spent, and says what is left", async () => {
    const clock = new ManualClock();
    const slow: FakeNodeOptions = {
      ...chain,
      txsAt: () => 300,
      async instead(calls) {
        if (calls.some((call) => call.method === "eth_getBlockReceipts")) await clock.advance(2500);
        return undefined;
      },
    };
    const { scope, failures } = await look([slow], clock);
    expect(scope.emittedOf("receipts.read").map((read) => read.height)).toEqual([30, 29, 28]);
    expect(failures.map(({ what, height, error }) => `${what} ${height}: ${error}`)).toMatchInlineSnapshot(`
      [
        "receipts 27: the 6.0 s for looking at the state were spent before; receipts of 27 blocks were not read",
      ]
    `);
  });
});
