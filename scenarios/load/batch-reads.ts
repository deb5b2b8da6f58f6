// Asks the questions of reads.ts in JSON-RPC batches, as libraries for wallets do (https://www.jsonrpc.org/specification#batch).
// Every element of an answer is judged by itself; RATE counts elements, not requests.
//
//   k6 run -e RPC_URLS=http://127.0.0.1:8545 -e RATE=200 -e BATCH=10 scenarios/load/batch-reads.ts
//
// In a plan the size is the load's `batch`.

import { operations } from "./lib/operation.ts";
import { loadOptions, plannedLoad } from "./lib/options.ts";
import { createMix, learn } from "./lib/questions.ts";
import { callBatch } from "./lib/rpc.ts";
import { usualQuestions } from "./lib/usual-questions.ts";

export const options = loadOptions({ perSecond: 100, duration: "30s", vus: 50, batch: 10 });

const nextQuestion = createMix(usualQuestions);

export default function (): void {
  const questions = Array.from({ length: plannedLoad().batchSize }, nextQuestion);
  const whats = questions.map(({ method }) => `read/${method}`);
  operations(whats, () => {
    const answers = callBatch(questions.map((question) => ({ method: question.method, params: question.params() })));
    for (const [element, question] of questions.entries()) {
      const answer = answers[element];
      if (answer !== undefined) learn(question, answer);
    }
    return answers;
  });
}
