// Questions to a node in a fixed mix, each learning from answers what later ones need. Which comes next follows from SEED
// and the user's number, so that two runs ask the same.

import { call, type RpcAnswer } from "./rpc.ts";
import { drawNumber } from "./user-random.ts";

export interface Question {
  readonly method: string;
  /** Share of the mix, in any unit. */
  readonly weight: number;
  params(): readonly unknown[];
  /** Keeps what later questions need. */
  learn?(result: unknown): void;
  /** Whether it can be asked yet; without this, always. */
  ready?(): boolean;
}

/** Draws questions by their weights, of those that are ready. */
export function createMix(questions: readonly Question[]): () => Question {
  const weightTotal = questions.reduce((sum, { weight }) => sum + weight, 0);
  // Plain loops: k6 interprets what it runs, and this is run for every request.
  return () => {
    for (;;) {
      let left = drawNumber() * weightTotal;
      for (const question of questions) {
        left -= question.weight;
        if (left >= 0) continue;
        if (question.ready === undefined || question.ready()) return question;
        break; // drawn again: so the others keep their shares of each other
      }
      if (left >= 0 || !questions.some(({ ready }) => ready?.() ?? true)) {
        throw new Error("a mix needs at least one question that is always ready");
      }
    }
  };
}

export function ask(question: Question): RpcAnswer {
  const answer = call(question.method, question.params());
  learn(question, answer);
  return answer;
}

export function learn(question: Question, answer: RpcAnswer): void {
  if (answer.outcome === "ok") question.learn?.(answer.result);
}

export const quantity = (value: number): string => `0x${value.toString(16)}`;
