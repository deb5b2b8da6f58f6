// A recorded JSON-RPC access log: one JSON object in each line, with a time and a call. Nothing here knows k6.
//
//   {"t": 1700000000123, "method": "eth_call", "params": [{}, "latest"]}     t: milliseconds from anywhere, or
//   {"t": "2026-11-24T03:00:00.123Z", "method": "eth_blockNumber"}           a time in ISO 8601
//   {"time": "2026-11-24T03:00:00.123Z", "body": {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}}
//   {"msec": 1700000000.123, "body": "{\"jsonrpc\":\"2.0\",...}"}            nginx: seconds, and the body as it came
//
// A batch in a body is as many calls at the same time.

export interface LoggedCall {
  /** Milliseconds since the first call of the log. */
  readonly offsetMs: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What changes the chain or the node. Signed transactions of another time would be refused, or worse, taken. */
const writing = /^(eth_send|eth_submit|personal_|admin_|miner_|engine_|debug_set|anvil_|hardhat_|evm_|tenderly_)/;

export const isWrite = ({ method }: LoggedCall): boolean => writing.test(method);

/** Reads a log, in order of time. Throws with the number of the line that is not in one of the forms. */
export function parseAccessLog(text: string): readonly LoggedCall[] {
  const calls = text
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : parseLine(line, index + 1)))
    .sort((a, b) => a.atMs - b.atMs);
  const startMs = calls[0]?.atMs ?? 0;
  return calls.map(({ atMs, method, params }) => ({ offsetMs: atMs - startMs, method, params }));
}

interface TimedCall {
  readonly atMs: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

function parseLine(line: string, lineNumber: number): TimedCall[] {
  const entry = parseJson(line);
  if (!isObject(entry)) throw expected("a JSON object", { lineNumber, found: line });
  const atMs = timeOf(entry);
  if (!Number.isFinite(atMs)) {
    throw expected('a time: "t" or "time" in milliseconds or ISO 8601, or "msec" in seconds', {
      lineNumber,
      found: line,
    });
  }
  const body = typeof entry["body"] === "string" ? parseJson(entry["body"]) : (entry["body"] ?? entry);
  return (Array.isArray(body) ? body : [body]).map((call: unknown) => {
    const { method, params = [] } = isObject(call) ? call : {};
    if (typeof method !== "string") throw expected('a call with a "method"', { lineNumber, found: line });
    if (!Array.isArray(params)) throw expected('"params" that are a list', { lineNumber, found: line });
    return { atMs, method, params };
  });
}

function timeOf(entry: Readonly<Record<string, unknown>>): number {
  if (typeof entry["msec"] === "number") return entry["msec"] * 1000;
  const time = entry["t"] ?? entry["time"];
  return typeof time === "number" ? time : Date.parse(String(time));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // told by whoever wanted an object
  }
}

const foundMax = 120;

const expected = (what: string, { lineNumber, found }: { lineNumber: number; found: string }): Error =>
  new Error(`line ${lineNumber} of the access log: expected ${what}, found ${found.slice(0, foundMax)}`);

export interface Pace {
  /** Milliseconds of a replay from its start to place `place` of it, with that place's call; after the last comes the first. */
  offsetMs(place: number, call: LoggedCall): number;
  /** How long the log lasts once. */
  readonly roundMs: number;
}

export interface PaceOptions {
  readonly count: number;
  /** Of the log. */
  readonly lastOffsetMs: number;
  /** So many times as fast as the log, or at a mean rate. */
  readonly scale: { readonly speed: number } | { readonly perSecond: number };
}

/** Times of a replay. The distances between calls keep their proportions: bursts stay bursts. */
export function paceOf({ count, lastOffsetMs, scale }: PaceOptions): Pace {
  // The next round begins one mean distance after the last call, as if the log had gone on.
  const meanGapMs = lastOffsetMs > 0 ? lastOffsetMs / (count - 1) : 1000;
  const loggedMs = lastOffsetMs + meanGapMs;
  const speed = "speed" in scale ? scale.speed : (scale.perSecond * loggedMs) / (count * 1000);
  return {
    roundMs: loggedMs / speed,
    offsetMs: (place, call) => (Math.floor(place / count) * loggedMs + call.offsetMs) / speed,
  };
}
