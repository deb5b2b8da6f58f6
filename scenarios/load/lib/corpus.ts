import { SharedArray } from "k6/data";
import exec from "k6/execution";
import { setting } from "./options.ts";

export interface CorpusEntry {
  /** Line in the corpus, from 0. */
  readonly line: number;
  readonly raw: string;
}

export interface CorpusCursor {
  /** The transaction that is next, until `advance`; undefined when this user has none left. */
  current(): CorpusEntry | undefined;
  advance(): void;
}

/** Opens the file named by CORPUS: raw transactions, one in each line, an equal run of lines for each of `vus` users. */
export function openCorpus(vus: number): CorpusCursor {
  const file = setting("CORPUS", "");
  if (file === "") {
    throw new Error(
      "CORPUS is not set: k6 cannot sign, so this load needs transactions signed beforehand. " +
        "Any plan with such a load signs them (`chaindrill run <plan>`) and keeps them in its cache, by default " +
        "~/.cache/chaindrill/corpus/*/transactions.txt; or pass a file of your own with a raw transaction (0x...) in each " +
        "line: k6 run -e CORPUS=<absolute path> -e VUS=<users it was made for> <script>",
    );
  }
  // A SharedArray is held once for all users; open() by each of them would be held as often as there are users.
  const lines = new SharedArray("corpus", () => open(file).trimEnd().split("\n"));
  const linesPerVu = Math.floor(lines.length / vus);
  // Not module state: each user runs this script in a runtime of its own.
  let used = 0;
  return {
    current() {
      if (used >= linesPerVu) return undefined;
      const line = (exec.vu.idInTest - 1) * linesPerVu + used;
      return { line, raw: lines[line] ?? "" };
    },
    advance() {
      used += 1;
    },
  };
}
