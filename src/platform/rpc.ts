// JSON-RPC over HTTP with one kept-alive connection pool per client. It tells apart what a measuring client must tell
// apart: refused with certainty, answered with an error, and no answer (it may have happened).

import http from "node:http";
import type { Clock } from "../base/clock.ts";

export type RpcAnswer =
  | { readonly kind: "result"; readonly result: unknown }
  /** The node answered with a JSON-RPC error: what was asked did not happen. */
  | { readonly kind: "error"; readonly code: number; readonly message: string }
  /** No connection: the request never reached the node. */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** Sent, but no usable answer in time: it may have happened. */
  | { readonly kind: "unknown"; readonly reason: string };

export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

export interface RpcClient extends Disposable {
  readonly url: string;
  /** Never throws. */
  call(method: string, params: readonly unknown[], timeoutMs?: number): Promise<RpcAnswer>;
  /** One HTTP request; answers in the order of the calls. Never throws. */
  batch(calls: readonly RpcCall[], timeoutMs?: number): Promise<readonly RpcAnswer[]>;
}

/** Throws what the answer lacks; for calls whose failure the caller does not want to tell apart. */
export function resultOf(answer: RpcAnswer): unknown {
  if (answer.kind === "result") return answer.result;
  throw new Error(answer.kind === "error" ? `${answer.message} (${answer.code})` : `${answer.kind}: ${answer.reason}`);
}

/** A client of one node. Dispose closes its connections. */
export function createRpcClient(options: {
  url: string;
  timeoutMs: number;
  clock: Clock;
  connections?: number;
}): RpcClient {
  const agent = new http.Agent({ keepAlive: true, maxSockets: options.connections ?? 4 });
  let nextId = 1;
  const post = (body: string, timeoutMs: number) =>
    exchange({ url: options.url, agent, body, timeoutMs, clock: options.clock });
  return {
    url: options.url,
    async call(method, params, timeoutMs = options.timeoutMs) {
      const id = nextId++;
      const answer = await post(JSON.stringify({ jsonrpc: "2.0", id, method, params }), timeoutMs);
      return "failed" in answer ? answer.failed : readAnswer(answer.body);
    },
    async batch(calls, timeoutMs = options.timeoutMs) {
      const firstId = nextId;
      nextId += calls.length;
      const requests = calls.map((call, index) => ({ jsonrpc: "2.0", id: firstId + index, ...call }));
      const answer = await post(JSON.stringify(requests), timeoutMs);
      if ("failed" in answer) return calls.map(() => answer.failed);
      if (!Array.isArray(answer.body)) return calls.map(() => readAnswer(answer.body));
      const byId = new Map(answer.body.map((entry: { id?: unknown }) => [entry?.id, entry]));
      return requests.map((request) => readAnswer(byId.get(request.id)));
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

type Exchange = { readonly body: unknown } | { readonly failed: RpcAnswer };

interface ExchangeOptions {
  readonly url: string;
  readonly agent: http.Agent;
  readonly body: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

function exchange(options: ExchangeOptions): Promise<Exchange> {
  return new Promise((resolve) => {
    const request = http.request(options.url, {
      method: "POST",
      agent: options.agent,
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(options.body) },
    });
    const timer = options.clock.after(options.timeoutMs, () => {
      finish({ failed: { kind: "unknown", reason: "timeout" } });
      request.destroy();
    });
    const finish = (exchanged: Exchange) => {
      timer[Symbol.dispose]();
      resolve(exchanged);
    };
    request.on("error", (error: NodeJS.ErrnoException) => finish({ failed: failureOf(error) }));
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", (error: NodeJS.ErrnoException) => finish({ failed: failureOf(error) }));
      response.on("end", () => finish(readBody(response.statusCode ?? 0, Buffer.concat(chunks).toString("utf8"))));
    });
    request.end(options.body);
  });
}

function failureOf(error: NodeJS.ErrnoException): RpcAnswer {
  if (error.code === "ECONNREFUSED") return { kind: "unreachable", reason: "refused" };
  if (error.code === "ECONNRESET" || error.code === "EPIPE") return { kind: "unknown", reason: "reset" };
  return { kind: "unknown", reason: error.code ?? error.message };
}

function readBody(status: number, text: string): Exchange {
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    // Not JSON: a proxy's error page, or a torn answer.
    return { failed: { kind: "unknown", reason: `HTTP ${status}, not JSON` } };
  }
}

function readAnswer(body: unknown): RpcAnswer {
  if (typeof body !== "object" || body === null) return { kind: "unknown", reason: "no answer in the response" };
  if ("error" in body && body.error !== null && typeof body.error === "object") {
    const error = body.error as { code?: unknown; message?: unknown };
    return { kind: "error", code: Number(error.code ?? 0), message: String(error.message ?? "") };
  }
  return "result" in body
    ? { kind: "result", result: body.result }
    : { kind: "unknown", reason: "neither result nor error in the response" };
}
