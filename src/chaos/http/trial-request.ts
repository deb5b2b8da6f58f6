// A request that an HTTPChaos means, so that what it does can be seen with one's own eyes.

import type { HttpFault } from "../../model/fault-details.ts";
import { type HttpRequest, matchesWildcard } from "../../platform/http-proxy/http-rules.ts";

/** A question that every Ethereum client answers, always with the same. */
const question = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });

export type Trial =
  | { readonly kind: "request"; readonly request: HttpRequest }
  | { readonly kind: "none"; readonly why: string };

/** JSON-RPC on the path that is meant; undefined parts of the match are chosen as a JSON-RPC client would. */
export function trialRequest({ match }: HttpFault): Trial {
  const method = match.method ?? "POST";
  const url = pathThatFits(match.path ?? "/");
  if (url === undefined) return { kind: "none", why: `no request has a path that fits ${match.path}` };
  const asks = !["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"].includes(method);
  const given = Object.entries(match.requestHeaders);
  const hasType = given.some(([name]) => name.toLowerCase() === "content-type");
  const type = asks && !hasType ? [["Content-Type", "application/json"] as const] : [];
  const body = Buffer.from(asks ? question : "");
  return { kind: "request", request: { method, url, headers: [...type, ...given], body } };
}

/** The shortest path that fits, as far as a path can begin with anything but "/". */
function pathThatFits(pattern: string): string | undefined {
  const shortest = pattern.replaceAll("*", "").replaceAll("?", "x");
  const candidates = [shortest, `/${shortest}`, `/${shortest.slice(1)}`];
  return candidates.find((path) => path.startsWith("/") && matchesWildcard(pattern, path));
}
