import http from "node:http";
import { buffer } from "node:stream/consumers";
import type { Clock } from "../../base/clock.ts";
import type { HttpRequest, HttpResponse } from "./http-rules.ts";

export type HttpAnswer =
  | { readonly kind: "answered"; readonly response: HttpResponse; readonly afterMs: number }
  /** The connection was accepted, and ended without an answer. */
  | { readonly kind: "closed"; readonly afterMs: number }
  | { readonly kind: "refused" }
  | { readonly kind: "timeout"; readonly afterMs: number }
  | { readonly kind: "failed"; readonly reason: string };

/** Asks on a connection of its own and tells what came back. Never throws. */
export function askHttp(options: {
  /** Host and port; the path is the request's. */
  origin: string;
  request: HttpRequest;
  withinMs: number;
  clock: Clock;
}): Promise<HttpAnswer> {
  const { clock, request } = options;
  const { hostname: host, port } = new URL(options.origin);
  const startedAtMs = clock.nowMs();
  const afterMs = () => clock.nowMs() - startedAtMs;
  return new Promise((resolve) => {
    const headers = [["Host", `${host}:${port}`], ...request.headers, ["Connection", "close"]];
    if (request.body.length > 0) headers.push(["Content-Length", String(request.body.length)]);
    const { method, url: path } = request;
    const asked = http.request({ host, port, method, path, headers: headers.flat(), agent: false });
    const timer = clock.after(options.withinMs, () => finish({ kind: "timeout", afterMs: afterMs() }));
    const finish = (answer: HttpAnswer) => {
      timer[Symbol.dispose]();
      resolve(answer);
      asked.destroy();
    };
    const fail = (error: NodeJS.ErrnoException) => finish(failureOf(error, afterMs()));
    asked.on("error", fail);
    asked.on("response", (response) => {
      const status = response.statusCode ?? 0;
      const received = Object.entries(response.headersDistinct);
      const pairs = received.flatMap(([name, values]) => (values ?? []).map((value) => [name, value] as const));
      buffer(response).then(
        (body) => finish({ kind: "answered", response: { status, headers: pairs, body }, afterMs: afterMs() }),
        fail,
      );
    });
    asked.end(request.body);
  });
}

function failureOf(error: NodeJS.ErrnoException, afterMs: number): HttpAnswer {
  if (error.code === "ECONNREFUSED") return { kind: "refused" };
  if (error.code === "ECONNRESET" || error.code === "EPIPE") return { kind: "closed", afterMs };
  return { kind: "failed", reason: error.code ?? error.message };
}
