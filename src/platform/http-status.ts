import http from "node:http";
import https from "node:https";
import type { Clock } from "../base/clock.ts";

export interface HttpQuestion {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

export type HttpStatus =
  | { readonly kind: "answered"; readonly status: number }
  | { readonly kind: "unanswered"; readonly reason: string };

/** Asks once, over a connection of its own, and tells the status of the answer; redirects are not followed. Never throws. */
export function askHttpStatus(question: HttpQuestion): Promise<HttpStatus> {
  const { url, method, body, timeoutMs, clock, signal } = question;
  const headers = Object.fromEntries(Object.entries(question.headers).map(([name, values]) => [name, [...values]]));
  return new Promise((resolve) => {
    const request = (url.startsWith("https:") ? https : http).request(url, { method, headers, agent: false });
    const finish = (status: HttpStatus) => {
      timer[Symbol.dispose]();
      signal?.removeEventListener("abort", onAbort);
      resolve(status);
      request.destroy();
    };
    const onAbort = () => finish({ kind: "unanswered", reason: "it was no longer wanted" });
    const timer = clock.after(timeoutMs, () => finish({ kind: "unanswered", reason: `no answer in ${timeoutMs} ms` }));
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    request.on("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "ECONNREFUSED" ? "refused" : (error.code ?? error.message);
      finish({ kind: "unanswered", reason });
    });
    request.on("response", (response) => finish({ kind: "answered", status: response.statusCode ?? 0 }));
    request.end(body);
  });
}
