import type { Result } from "../model/result.ts";
import { cleanLine } from "./clean-text.ts";

/** The command that repeats the run, paste-ready. */
export function runAgainCommand(run: Result["run"]): string {
  const words = ["chaindrill", "run", run.plan, "--backend", run.backend, "--seed", String(run.seed)];
  return words.map((word) => quoteForShell(cleanLine(word))).join(" ");
}

const quoteForShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
