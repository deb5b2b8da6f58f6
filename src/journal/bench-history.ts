// `bench.ndjson` in the state directory: the benchmarks of this machine, one line each, oldest first. A line that is torn,
// or of another version, is left out: a history is worth less than the next number.

import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type BenchEntry, benchEntrySchema } from "../model/bench.ts";

const historyFile = (stateDir: string): string => path.join(stateDir, "bench.ndjson");

/** What was kept so far. */
export function readBenchHistory(stateDir: string): BenchEntry[] {
  return readHistory(stateDir)
    .split("\n")
    .flatMap((line) => {
      const entry = benchEntrySchema.safeParse(parse(line));
      return entry.success ? [entry.data] : [];
    });
}

function readHistory(stateDir: string): string {
  try {
    return readFileSync(historyFile(stateDir), "utf8");
  } catch {
    return ""; // none yet
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Keeps one more. A torn last line is ended first. */
export function keepBench(stateDir: string, entry: BenchEntry): void {
  const text = readHistory(stateDir);
  const isTorn = text !== "" && !text.endsWith("\n");
  mkdirSync(stateDir, { recursive: true });
  appendFileSync(historyFile(stateDir), `${isTorn ? "\n" : ""}${JSON.stringify(entry)}\n`);
}
