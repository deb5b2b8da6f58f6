import { existsSync } from "node:fs";
import { errorText } from "../base/errors.ts";
import { type EventLog, eventBodySchema, eventStampSchema, type RunEvent } from "../model/event.ts";
import { newline, wholeLines } from "./read-lines.ts";
import { type Piece, readFilePieces, readGzipPieces, readZstdPieces } from "./read-pieces.ts";
import { EventScanner } from "./scan-event.ts";
import { EventCollector } from "./stored-events.ts";

/** The events of a journal, in order of time. What is missing or damaged is added to the defects. */
export function readEvents(file: string, defects: string[]): EventLog {
  const journal = new JournalParser(defects);
  if (!existsSync(file)) {
    defects.push("there is no journal.ndjson");
    return journal.close();
  }
  try {
    for (const lines of wholeLines(piecesOf(file, defects))) journal.parse(lines);
  } catch (error) {
    defects.push(`journal.ndjson cannot be read: ${errorText(error)}`);
  }
  return journal.close();
}

function piecesOf(file: string, defects: string[]): Iterable<Piece> {
  const onDamage = (what: string) => defects.push(`the compressed journal is damaged: ${what}`);
  if (file.endsWith(".gz")) return readGzipPieces(file, onDamage);
  return file.endsWith(".zst") ? readZstdPieces(file, onDamage) : readFilePieces(file);
}

class JournalParser {
  readonly #defects: string[];
  readonly #events = new EventCollector();
  readonly #scanner = new EventScanner();
  #line = 0;
  #count = 0;
  #lastSeq = -1;

  constructor(defects: string[]) {
    this.#defects = defects;
  }

  /** Whole lines; only the last one of a file may lack its end. */
  parse(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(newline, from);
      const to = end < 0 ? bytes.length : end;
      this.#line += 1;
      if (to > from) {
        const event = this.#scanner.scan(bytes, { from, to }) ?? parseEvent(bytes.toString("utf8", from, to));
        this.#take(event, end < 0);
      }
      from = to + 1;
    }
  }

  close(): EventLog {
    const missing = this.#lastSeq + 1 - this.#count;
    if (missing > 0) this.#defects.push(`journal.ndjson lacks ${missing} of its events`);
    return this.#events.close();
  }

  #take(event: RunEvent | undefined, isTorn: boolean): void {
    if (event === undefined) {
      this.#defects.push(`journal.ndjson line ${this.#line} is ${isTorn ? "torn" : "not an event"}`);
      return;
    }
    this.#count += 1;
    this.#lastSeq = event.seq;
    // What a load did in a second was for whoever watched; its operations say it exactly, and judges read those.
    if (event.type !== "load.sampled") this.#events.add(event);
  }
}

/** What a line says by its schema; undefined when it is no event. */
export function parseEvent(line: string): RunEvent | undefined {
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined; // not JSON: a line cut off in the middle
  }
  if (typeof found !== "object" || found === null) return undefined;
  const { seq, atMs, wallMs, source, ...rest } = found;
  const stamp = eventStampSchema.safeParse({ seq, atMs, wallMs, source });
  const body = eventBodySchema.safeParse(rest);
  return stamp.success && body.success ? { ...stamp.data, ...body.data } : undefined;
}
