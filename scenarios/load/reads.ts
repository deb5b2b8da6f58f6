// Asks what wallets, explorers and indexers ask, in a fixed mix. Which question comes next follows from SEED and the
// user's number, so that two runs ask the same.
//
//   k6 run -e RPC_URLS=http://127.0.0.1:8545 -e RATE=100 scenarios/load/reads.ts

import exec from "k6/execution";
import { operation } from "./lib/operation.ts";
import { loadOptions, setting } from "./lib/options.ts";
import { createRandom } from "./lib/random.ts";
import { call, type RpcAnswer } from "./lib/rpc.ts";

export const options = loadOptions({ perSecond: 50, duration: "30s", vus: 100 });

interface Question {
  readonly method: string;
  /** Share of the mix, in percent. */
  readonly weight: number;
  params(): readonly unknown[];
  /** Keeps what later questions need. */
  learn?(result: unknown): void;
}

const seed = Number(setting("SEED", "1"));
/** Starts when the user first runs: its number is not known while the script is loaded. */
let random: (() => number) | undefined;
let height = 0;
let transaction = `0x${"0".repeat(64)}`;

const logsBlocks = 10;
const addressCount = 1000;

const quantity = (value: number): string => `0x${value.toString(16)}`;
const someAddress = (): string =>
  `0x${Math.floor(next() * addressCount)
    .toString(16)
    .padStart(40, "0")}`;

const questions: readonly Question[] = [
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
const weightTotal = questions.reduce((sum, question) => sum + question.weight, 0);

export default function (): void {
  const question = choose();
  operation(`read/${question.method}`, () => {
    const answer: RpcAnswer = call(question.method, question.params());
    if (answer.outcome === "ok") question.learn?.(answer.result);
    return answer;
  });
}

function choose(): Question {
  let left = next() * weightTotal;
  for (const question of questions) {
    left -= question.weight;
    if (left < 0) return question;
  }
  throw new Error("the weights do not cover the mix");
}

function next(): number {
  random ??= createRandom(seed * 1_000_003 + exec.vu.idInTest);
  return random();
}
