import exec from "k6/execution";
import http from "k6/http";
import type { Outcome } from "./operation.ts";
import { endpoints, requestTimeout } from "./options.ts";

export interface RpcAnswer {
  /** ok: there is a result. rejected: it certainly did not happen. unknown: it may have happened. */
  readonly outcome: Outcome;
  readonly result?: unknown;
  readonly error?: string;
}

const headers = { "content-type": "application/json" };

/** One JSON-RPC request to the endpoint this user belongs to. Never throws. */
export function call(method: string, params: readonly unknown[]): RpcAnswer {
  const url = endpoints[(exec.vu.idInTest - 1) % endpoints.length] ?? "";
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = http.post(url, body, { headers, timeout: requestTimeout });
  if (response.error_code !== 0 && response.status === 0) return failure(response.error_code, response.error);
  return readAnswer(response.status, response.body);
}

/** Error codes: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
function failure(code: number, error: string): RpcAnswer {
  if (code === 1212) return { outcome: "rejected", error: "refused" };
  // Other errors of looking up a name (11xx) or dialling (121x): no connection, so nothing was sent.
  if ((code >= 1100 && code < 1200) || (code >= 1210 && code < 1220)) return { outcome: "rejected", error };
  if (code === 1050) return { outcome: "unknown", error: "timeout" };
  if (code === 1220 || code === 1221) return { outcome: "unknown", error: "reset" };
  return { outcome: "unknown", error };
}

function readAnswer(status: number, text: unknown): RpcAnswer {
  let body: { result?: unknown; error?: { code?: unknown; message?: unknown } | null } | null;
  try {
    body = JSON.parse(String(text));
  } catch {
    // Not JSON: a proxy's error page, or a torn answer.
    return { outcome: "unknown", error: `HTTP ${status}, not JSON` };
  }
  if (body?.error) return { outcome: "rejected", error: `${body.error.message} (${body.error.code})` };
  if (body !== null && typeof body === "object" && "result" in body) return { outcome: "ok", result: body.result };
  return { outcome: "unknown", error: "neither result nor error in the response" };
}
