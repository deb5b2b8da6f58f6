// What an answer of JSON-RPC says (https://www.jsonrpc.org/specification#response_object). Most tools for HTTP take every
// status 200 for a success, but that is also how a node says that it failed.

import type { Outcome } from "../../model/event.ts";

export interface CheckedAnswer {
  readonly outcome: Outcome;
  readonly error?: string;
}

const ok: CheckedAnswer = { outcome: "ok" };
const [openBrace, closeBrace, lineFeed] = [0x7b, 0x7d, 0x0a];

/**
 * Most answers have one known shape, and only its ends are looked at; any other is parsed. A head in that shape with the
 * id that was asked, and a whole body, leave nothing but a result.
 */
export function checkAnswer(answer: { status: number; body: Buffer; id: number }): CheckedAnswer {
  const { status, body, id } = answer;
  if (status === 200 && isPlainResult(body, id)) return ok;
  return judge(parse(body), { status, id });
}

/** The result of an answer that was checked; undefined when it is not JSON after all. */
export const resultOf = (body: Buffer): unknown => (parse(body) as { result?: unknown } | undefined)?.result;

function isPlainResult(body: Buffer, id: number): boolean {
  const last = body.at(-1) === lineFeed ? body.length - 2 : body.length - 1; // geth ends its answers with a line feed
  if (body[0] !== openBrace || body[last] !== closeBrace) return false;
  const head = `{"jsonrpc":"2.0","id":${id},"result":`;
  return last > head.length && body.toString("latin1", 0, head.length) === head;
}

/** Undefined when it is not JSON. */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8")) as unknown;
  } catch {
    return undefined; // a proxy's error page, or a torn answer
  }
}

function judge(found: unknown, { status, id }: { status: number; id: number }): CheckedAnswer {
  if (typeof found !== "object" || found === null) return { outcome: "unknown", error: `HTTP ${status}, not JSON-RPC` };
  const {
    id: answered,
    error,
    ...rest
  } = found as {
    id?: unknown;
    result?: unknown;
    error?: { code?: unknown; message?: unknown } | null;
  };
  // An error that came before the id was read has null instead.
  if (error && (answered === id || answered === null)) {
    return { outcome: "rejected", error: `${error.message} (${error.code})` };
  }
  if (answered !== id) return { outcome: "unknown", error: "the answer has another id than the request" };
  if (status !== 200) return { outcome: "unknown", error: `HTTP ${status}` };
  return "result" in rest ? ok : { outcome: "unknown", error: "neither result nor error in the response" };
}
