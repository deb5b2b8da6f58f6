import http, { type RefinedParams, type RefinedResponse } from "k6/http";
import { seatOf } from "./clock.ts";
import { endpoints, requestTimeout } from "./options.ts";
import type { Outcome } from "./report.ts";

export interface RpcRequest {
  readonly method: string;
  readonly params: readonly unknown[];
}

export interface RpcAnswer {
  /** ok: there is a result. rejected: it certainly did not happen. unknown: it may have happened. */
  readonly outcome: Outcome;
  readonly result?: unknown;
  readonly error?: string;
}

// Made once: k6 walks through it for every request as it is.
const httpParams: RefinedParams<"text"> = {
  headers: { "content-type": "application/json" },
  timeout: requestTimeout,
  responseType: "text",
};

/** One JSON-RPC request to the endpoint this user belongs to. Never throws. */
export function call(method: string, params: readonly unknown[]): RpcAnswer {
  heads[method] ??= `{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(method)},"params":`;
  const response = post(`${heads[method]}${params.length === 0 ? "[]" : JSON.stringify(params)}}`);
  return readPlain(response.body) ?? readAnswer(response);
}

/** What comes before the parameters, by method. */
const heads: Record<string, string> = {};

/** A batch to the endpoint this user belongs to: an answer for each request, in their order. Never throws. */
export function callBatch(requests: readonly RpcRequest[]): readonly RpcAnswer[] {
  const body = requests.map(({ method, params }, id) => ({ jsonrpc: "2.0", id, method, params }));
  const response = post(JSON.stringify(body));
  if (response.error_code !== 0 && response.status === 0) {
    const failed = failure(response.error_code, response.error);
    return requests.map(() => failed);
  }
  return readBatch(requests.length, response);
}

function post(body: string): RefinedResponse<"text"> {
  endpoint ??= endpoints[(seatOf().user - 1) % endpoints.length] ?? "";
  return http.post(endpoint, body, httpParams);
}

/** This user's. */
let endpoint: string | undefined;

/** Error codes: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
function failure(code: number, error: string): RpcAnswer {
  if (code === 1212) return { outcome: "rejected", error: "refused" };
  // Other errors of looking up a name (11xx) or dialling (121x): no connection, so nothing was sent.
  if ((code >= 1100 && code < 1200) || (code >= 1210 && code < 1220)) return { outcome: "rejected", error };
  if (code === 1050) return { outcome: "unknown", error: "timeout" };
  if (code === 1220 || code === 1221) return { outcome: "unknown", error: "reset" };
  // k6 is being stopped, and this user got to hear of it before it was ended itself: the harness's words for the others.
  if (error.includes("context canceled")) return { outcome: "unknown", error: "cut off when the load ended" };
  return { outcome: "unknown", error };
}

function readAnswer(response: RefinedResponse<"text">): RpcAnswer {
  const { status, error_code: errorCode } = response;
  return errorCode !== 0 && status === 0 ? failure(errorCode, response.error) : judge(parse(response.body), status);
}

const plainHead = '{"jsonrpc":"2.0","id":1,"result":"';
const plainEnds: readonly string[] = ['"}', '"}\n']; // geth ends its answers with a newline

/** Most answers are short text in one known shape; parsing them would cost more than sending the request did. */
function readPlain(text: string | null): RpcAnswer | undefined {
  if (text === null || !text.startsWith(plainHead)) return undefined;
  const quote = text.indexOf('"', plainHead.length);
  if (!plainEnds.includes(text.slice(quote))) return undefined;
  const result = text.slice(plainHead.length, quote);
  return result.includes("\\") ? undefined : { outcome: "ok", result };
}

function readBatch(count: number, { status, body }: RefinedResponse<"text">): readonly RpcAnswer[] {
  const parsed = parse(body);
  if (!Array.isArray(parsed)) {
    // One error for all of it: too many elements, say. Anything else says nothing about the elements.
    const answer = judge(parsed, status);
    const all: RpcAnswer = answer.outcome === "ok" ? { outcome: "unknown", error: "not a batch" } : answer;
    return Array.from({ length: count }, () => all);
  }
  const byId = new Map(parsed.map((element: { id?: unknown } | null) => [element?.id, element]));
  return Array.from({ length: count }, (_, id) =>
    byId.has(id) ? judge(byId.get(id), status) : { outcome: "unknown", error: "no answer in the batch" },
  );
}

/** Undefined when it is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // a proxy's error page, or a torn answer
  }
}

/** The outcome that a response object of JSON-RPC tells; `status` is for the words of one that is none. */
export function judge(answer: unknown, status: number): RpcAnswer {
  if (answer === undefined) return { outcome: "unknown", error: `HTTP ${status}, not JSON` };
  const { error, ...rest } = (answer ?? {}) as {
    result?: unknown;
    error?: { code?: unknown; message?: unknown } | null;
  };
  if (error) return { outcome: "rejected", error: `${error.message} (${error.code})` };
  if ("result" in rest) return { outcome: "ok", result: rest.result };
  return { outcome: "unknown", error: "neither result nor error in the response" };
}
