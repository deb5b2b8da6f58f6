// Asks what wallets, explorers and indexers ask, in a fixed mix.
//
//   k6 run -e RPC_URLS=http://127.0.0.1:8545 -e RATE=100 scenarios/load/reads.ts

import { operation, takePlace } from "./lib/operation.ts";
import { loadOptions } from "./lib/options.ts";
import { ask, createMix } from "./lib/questions.ts";
import { usualQuestions } from "./lib/usual-questions.ts";

export const options = loadOptions({ perSecond: 50, duration: "30s", vus: 100 });

const nextQuestion = createMix(usualQuestions);

export default function (): void {
  if (!takePlace()) return;
  const question = nextQuestion();
  operation(`read/${question.method}`, () => ask(question));
}
