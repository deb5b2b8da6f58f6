// What wallets, explorers and indexers ask, as pure arithmetic: k6's users and the harness' own saturation load draw from
// the same mix, so this file imports nothing.

export interface UsualQuestion {
  readonly method: string;
  /** Percent. */
  readonly weight: number;
  params(): readonly unknown[];
  /** Keeps what later questions need. */
  learn?(result: unknown): void;
}

const logsBlocks = 10;
const addressCount = 1000;
/** Below are precompiled contracts, some of which refuse a call without input. */
const firstAddress = 0x10_000;

const quantity = (value: number): string => `0x${value.toString(16)}`;

/** One user's questions: what it has learnt of the chain is its own. `drawBelow` gives a whole number below its argument. */
export function createUsualQuestions(drawBelow: (limit: number) => number): readonly UsualQuestion[] {
  let height = 0;
  let transaction = `0x${"0".repeat(64)}`;
  const someAddress = (): string => `0x${(firstAddress + drawBelow(addressCount)).toString(16).padStart(40, "0")}`;
  return [
    {
      method: "eth_blockNumber",
      weight: 30,
      params: () => [],
      learn(result) {
        height = Number(result);
      },
    },
    { method: "eth_getBalance", weight: 25, params: () => [someAddress(), "latest"] },
    {
      method: "eth_getBlockByNumber",
      weight: 15,
      params: () => ["latest", false],
      learn(result) {
        const block = result as { number?: string; transactions?: readonly string[] } | null;
        height = Number(block?.number ?? height);
        transaction = block?.transactions?.[0] ?? transaction;
      },
    },
    {
      method: "eth_call",
      weight: 10,
      params: () => [{ from: someAddress(), to: someAddress(), value: "0x0" }, "latest"],
    },
    {
      method: "eth_getLogs",
      weight: 10,
      params: () => [{ fromBlock: quantity(Math.max(0, height - logsBlocks + 1)), toBlock: quantity(height) }],
    },
    // Before this user has seen a block with transactions it asks for one that is not there; the answer is null, as for
    // any wallet that waits.
    { method: "eth_getTransactionReceipt", weight: 10, params: () => [transaction] },
  ];
}
