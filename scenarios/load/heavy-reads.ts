// Asks what is dear to answer, as indexers, block explorers and tracers do: logs over a wide range, blocks with all their
// transactions, and traces.
//
//   k6 run -e RPC_URLS=http://127.0.0.1:8545 -e RATE=5 -e RANGE=1000 scenarios/load/heavy-reads.ts
//
// RANGE: blocks in one question for logs. Before its first trace each user finds out whether its node has the `debug`
// methods; where it has none, the script says so and leaves traces out.

import { seatOf } from "./lib/clock.ts";
import { operation } from "./lib/operation.ts";
import { loadOptions, setting } from "./lib/options.ts";
import { ask, createMix, type Question, quantity } from "./lib/questions.ts";
import { call, type RpcAnswer } from "./lib/rpc.ts";
import { drawBelow } from "./lib/user-random.ts";

export const options = loadOptions({ perSecond: 5, duration: "30s", vus: 20 });

const range = Number(setting("RANGE", "1000"));
/** A node that keeps no archive has the states that traces need for 128 blocks. */
const recentBlocks = 64;
/** The plain tracer writes every step of the machine: megabytes for a block. */
const tracer = { tracer: "callTracer" };
const noTransaction = `0x${"0".repeat(64)}`;

// Known to this user alone: each runs its script in a runtime of its own.
let height = 0;
let transaction = noTransaction;
let canTrace: boolean | undefined;

/** Not the first: it has no transactions, and geth refuses to trace it. */
const recentBlock = (): string => quantity(Math.max(1, height - drawBelow(recentBlocks)));

const questions: readonly Question[] = [
  {
    method: "eth_getBlockByNumber",
    weight: 40,
    params: () => [height === 0 || drawBelow(2) === 0 ? "latest" : recentBlock(), true],
    learn(result) {
      const block = result as { number?: string; transactions?: readonly { hash: string }[] } | null;
      height = Math.max(height, Number(block?.number ?? 0));
      transaction = block?.transactions?.[0]?.hash ?? transaction;
    },
  },
  {
    method: "eth_getLogs",
    weight: 30,
    ready: () => height > 0,
    params: () => [{ fromBlock: quantity(Math.max(0, height - range + 1)), toBlock: quantity(height) }],
  },
  {
    method: "debug_traceTransaction",
    weight: 20,
    ready: () => canTrace !== false && transaction !== noTransaction,
    params: () => [transaction, tracer],
  },
  {
    method: "debug_traceBlockByNumber",
    weight: 10,
    ready: () => canTrace !== false && height > 0,
    params: () => [recentBlock(), tracer],
  },
];
const nextQuestion = createMix(questions);

export default function (): void {
  const question = nextQuestion();
  const inDoubt = canTrace === undefined && question.method.startsWith("debug_");
  operation(`read/${question.method}`, () => (inDoubt ? findOutAboutTraces() : ask(question)));
}

/** Asks for a transaction that is not there: a node that has the method says that, and one that has not says so, too. */
function findOutAboutTraces(): RpcAnswer {
  const answer = call("debug_traceTransaction", [noTransaction, tracer]);
  if (answer.outcome === "unknown" || answer.error === "refused") return answer;
  canTrace = !/\(-32601\)|method not found/i.test(answer.error ?? "");
  if (!canTrace) console.warn(`user ${seatOf().user} asks for no traces: its node says "${answer.error}"`);
  return { outcome: "ok" };
}
