// The usual mix as one user of k6 asks it, of reads.ts and batch-reads.ts.

import type { Question } from "./questions.ts";
import { drawBelow } from "./user-random.ts";
import { createUsualQuestions } from "./usual-mix.ts";

/** Known to this user alone: each runs its script in a runtime of its own. */
export const usualQuestions: readonly Question[] = createUsualQuestions(drawBelow);
