// Transactions signed beforehand, one in each line, an equal run of lines for each user. CORPUS names a file, which k6
// holds whole; or, for a corpus that is too large for that, an http URL that serves its lines: the harness does that.

import { SharedArray } from "k6/data";
import http from "k6/http";
import { seatOf } from "./clock.ts";
import { setting } from "./options.ts";

export interface CorpusEntry {
  /** Line in the corpus, from 0. */
  readonly line: number;
  readonly raw: string;
}

export interface CorpusCursor {
  /** The transaction that is next, until `advance`; undefined when this user has none left. May wait, so not in an operation. */
  current(): CorpusEntry | undefined;
  advance(): void;
}

interface Lines {
  readonly count: number;
  at(line: number, end: number): string;
}

/** Opens what CORPUS names, for `vus` users. For a script's outermost level, where k6 opens files. */
export function openCorpus(vus: number): CorpusCursor {
  const lines = openLines(setting("CORPUS", ""));
  const linesPerVu = Math.floor(lines.count / vus);
  // Not module state: each user runs this script in a runtime of its own.
  let used = 0;
  return {
    current() {
      if (used >= linesPerVu) return undefined;
      const first = (seatOf().user - 1) * linesPerVu;
      const line = first + used;
      return { line, raw: lines.at(line, first + linesPerVu) };
    },
    advance() {
      used += 1;
    },
  };
}

function openLines(source: string): Lines {
  if (source === "") {
    throw new Error(
      "CORPUS is not set: k6 cannot sign, so this load needs transactions signed beforehand. " +
        "`chaindrill corpus <kind>` signs them and prints the line to run; or pass a file of your own with a raw " +
        "transaction (0x...) in each line: k6 run -e CORPUS=<absolute path> -e VUS=<users it was made for> <script>",
    );
  }
  if (/^https?:/.test(source)) return servedLines(source);
  // A SharedArray is held once for all users; open() by each of them would be held as often as there are users.
  const lines = new SharedArray("corpus", () => open(source).trimEnd().split("\n"));
  return { count: lines.length, at: (line) => lines[line] ?? "" };
}

const linesAhead = 256;

/** Fetches some hundreds of lines ahead, each user its own. The URL tells how many there are: `?total=1000000`. */
function servedLines(url: string): Lines {
  const count = Number(/[?&]total=(\d+)/.exec(url)?.[1]);
  if (!(count > 0)) throw new Error(`CORPUS must tell how many lines it serves, such as ?total=1000000: ${url}`);
  let from = 0;
  let ahead: readonly string[] = [];
  return {
    count,
    at(line, end) {
      if (line < from || line >= from + ahead.length) {
        // Users begin together; unlike first pieces keep them from fetching together ever after.
        const wanted = ahead.length === 0 ? linesAhead - ((seatOf().user * 37) % (linesAhead / 2)) : linesAhead;
        ahead = fetchLines(url, { from: line, count: Math.min(wanted, end - line) });
        from = line;
      }
      return ahead[line - from] ?? "";
    },
  };
}

function fetchLines(url: string, { from, count }: { from: number; count: number }): string[] {
  const response = http.get(`${url}&from=${from}&count=${count}`, { timeout: "10s", responseType: "text" });
  const lines = response.status === 200 ? String(response.body).trimEnd().split("\n") : [];
  if (lines.length === count) return lines;
  const seen = response.error || `status ${response.status} with ${lines.length} lines`;
  throw new Error(`${count} lines of the corpus from line ${from} were asked of ${url}, but it answered ${seen}`);
}
