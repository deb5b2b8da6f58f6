// Reads what scenarios/load/lib/report.ts writes, as it comes. Anything else on k6's console is a script's own.

import type { Outcome } from "../../model/event.ts";
import type { Ending } from "../join-operations.ts";

/** Times are the generator's own milliseconds. */
export type GeneratorLine =
  | { readonly kind: "clock"; readonly wallMs: number; readonly elapsedMs: number }
  | {
      readonly kind: "sent";
      readonly user: number;
      readonly place: number;
      readonly elapsedMs: number;
      readonly whats: readonly string[];
      /** Where it is not the schedule's. */
      readonly intendedMs: number | undefined;
    }
  | { readonly kind: "done"; readonly user: number; readonly elapsedMs: number; readonly endings: readonly Ending[] }
  /** Nobody was free for it. */
  | { readonly kind: "dropped"; readonly places: readonly number[] }
  | { readonly kind: "nothing"; readonly place: number }
  | {
      readonly kind: "observed";
      readonly intendedMs: number;
      readonly sentMs: number;
      readonly doneMs: number;
      readonly ending: Ending;
      readonly what: string;
    };

const newline = 0x0a;
const mark = "cd ";

/** Feeds pieces of the console output in, however they were cut; gives back what whole lines say. */
export function createLineReader(): (piece: Buffer) => GeneratorLine[] {
  let rest: Buffer = Buffer.alloc(0);
  return (piece) => {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = bytes.lastIndexOf(newline) + 1;
    rest = bytes.subarray(end);
    const lines: GeneratorLine[] = [];
    for (const text of bytes.toString("latin1", 0, end).split("\n")) {
      const line = text.startsWith(mark) ? readLine(text.slice(mark.length).split(" ")) : undefined;
      if (line !== undefined) lines.push(line);
    }
    return lines;
  };
}

/** Undefined for what a script may have printed itself. */
function readLine(words: readonly string[]): GeneratorLine | undefined {
  const [kind, first = "", second = "", third = "", fourth = "", fifth = ""] = words;
  switch (kind) {
    case "s":
      return {
        kind: "sent",
        user: Number(first),
        place: Number(second),
        elapsedMs: Number(third),
        whats: fourth.split(",").map(decode),
        intendedMs: fifth === "" ? undefined : Number(fifth),
      };
    case "e":
      return { kind: "done", user: Number(first), elapsedMs: Number(second), endings: third.split(",").map(endingOf) };
    case "d":
      return { kind: "dropped", places: first.split(",").map(Number) };
    case "n":
      return { kind: "nothing", place: Number(first) };
    case "c":
      return { kind: "clock", wallMs: Number(first), elapsedMs: Number(second) };
    case "r":
      return {
        kind: "observed",
        intendedMs: Number(first),
        sentMs: Number(second),
        doneMs: Number(third),
        ending: endingOf(fourth),
        what: decode(fifth),
      };
    default:
      return undefined;
  }
}

const outcomes: Readonly<Record<string, Outcome>> = { o: "ok", r: "rejected", u: "unknown" };
const plain: Ending = { outcome: "ok" };

function endingOf(word: string): Ending {
  if (word === "o") return plain;
  const outcome = outcomes[word.charAt(0)] ?? "unknown";
  return word.charAt(1) === ":" ? { outcome, error: decode(word.slice(2)) } : { outcome };
}

const decode = (text: string): string => (text.includes("%") ? decodeURIComponent(text) : text);
