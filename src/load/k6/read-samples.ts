// Reads the samples that matter from k6's CSV output, as bytes: an iteration writes some sixteen lines, of which two are
// looked at. The columns are metric_name,timestamp,metric_value,extra_tags,metadata (K6_SYSTEM_TAGS empty, times in
// microseconds); scenarios/load/lib/operation.ts writes the lines that begin with chaindrill_.

import { type Outcome, outcomeSchema } from "../../model/event.ts";

export type Sample =
  /** When the schedule began, in whole milliseconds. */
  | { readonly kind: "began"; readonly atWallMs: number; readonly beganAtWallMs: number }
  | { readonly kind: "sent"; readonly atWallMs: number; readonly vu: number; readonly what: string }
  | {
      readonly kind: "done";
      readonly atWallMs: number;
      readonly vu: number;
      readonly outcome: Outcome;
      readonly error: string | undefined;
    }
  /** Ticks for which no user was free. */
  | { readonly kind: "dropped"; readonly atWallMs: number; readonly count: number }
  /** k6 counts its users every second: a sign that nothing older is still to come. */
  | { readonly kind: "heartbeat"; readonly atWallMs: number };

const newline = 0x0a;
/** First letters of chaindrill_*, dropped_iterations and vus. `data_sent` and its like share one and cost a comparison. */
const interesting = new Set(["c", "d", "v"].map((letter) => letter.charCodeAt(0)));

/** Feeds pieces of the output in, however they were cut; gives back the samples of whole lines. */
export function createSampleReader(): (piece: Buffer) => Sample[] {
  let rest: Buffer = Buffer.alloc(0);
  return (piece) => {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const samples: Sample[] = [];
    let at = 0;
    for (let end = bytes.indexOf(newline, at); end !== -1; end = bytes.indexOf(newline, at)) {
      if (interesting.has(bytes[at] ?? 0)) {
        const sample = readLine(bytes.toString("latin1", at, end));
        if (sample !== undefined) samples.push(sample);
      }
      at = end + 1;
    }
    rest = bytes.subarray(at);
    return samples;
  };
}

function readLine(line: string): Sample | undefined {
  const metric = line.slice(0, line.indexOf(","));
  switch (metric) {
    case "chaindrill_began":
      return { kind: "began", atWallMs: timeOf(line), beganAtWallMs: numberOf(line) };
    case "chaindrill_sent":
      return { kind: "sent", atWallMs: timeOf(line), vu: numberOf(line), what: whatOf(line) };
    case "chaindrill_done": {
      const { head, tail } = splitOnce(whatOf(line));
      const outcome = outcomeSchema.safeParse(head).data ?? "unknown";
      const error = tail === "" ? undefined : tail;
      return { kind: "done", atWallMs: timeOf(line), vu: numberOf(line), outcome, error };
    }
    case "dropped_iterations":
      return { kind: "dropped", atWallMs: timeOf(line), count: numberOf(line) };
    case "vus":
      return { kind: "heartbeat", atWallMs: timeOf(line) };
    default:
      return undefined; // a sample of k6's own, or a script's
  }
}

function timeOf(line: string): number {
  const from = line.indexOf(",") + 1;
  return Number(line.slice(from, line.indexOf(",", from))) / 1000;
}

function numberOf(line: string): number {
  const from = line.indexOf(",", line.indexOf(",") + 1) + 1;
  return Number(line.slice(from, line.indexOf(",", from)));
}

/** The value of `what` in the metadata, the last column: k=v pairs joined by &, decoded. */
function whatOf(line: string): string {
  const metadata = line.slice(line.lastIndexOf(",") + 1).trimEnd();
  const pair = metadata.split("&").find((candidate) => candidate.startsWith("what="));
  return decodeURIComponent(pair?.slice("what=".length) ?? "");
}

/** "read/eth_call" in its two halves. */
export function splitOnce(text: string): { readonly head: string; readonly tail: string } {
  const slash = text.indexOf("/");
  return slash === -1 ? { head: text, tail: "" } : { head: text.slice(0, slash), tail: text.slice(slash + 1) };
}
