// The replace and patch of an HTTPChaos on one message. Replacing a header takes all of its name away, patching adds.

import type { HttpFault } from "../../model/fault-details.ts";
import type { Header, HttpRequest, HttpResponse } from "./http-rules.ts";
import { mergePatch } from "./merge-patch.ts";

/** The request after one fault; undefined when its body cannot be patched. */
export function editRequest(request: HttpRequest, { replace, patch }: HttpFault): HttpRequest | undefined {
  let { url } = request;
  if (replace?.path !== undefined) url = withPath(url, replace.path);
  if (replace !== undefined) url = withQueries(url, (queries) => setAll(queries, replace.queries));
  if (patch !== undefined) url = withQueries(url, (queries) => appendAll(queries, patch.queries));
  const edited = editBodyAndHeaders(request, { replace, patch });
  return edited === undefined ? undefined : { ...request, ...edited, method: replace?.method ?? request.method, url };
}

/** The response after one fault; undefined when its body cannot be patched. */
export function editResponse(response: HttpResponse, { replace, patch }: HttpFault): HttpResponse | undefined {
  const edited = editBodyAndHeaders(response, { replace, patch });
  return edited === undefined ? undefined : { ...response, ...edited, status: replace?.code ?? response.status };
}

interface BodyAndHeaders {
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

function editBodyAndHeaders(
  message: BodyAndHeaders,
  { replace, patch }: Pick<HttpFault, "replace" | "patch">,
): BodyAndHeaders | undefined {
  let edited: BodyAndHeaders = { headers: message.headers, body: message.body };
  if (replace?.body !== undefined) edited = withBody(edited.headers, replace.body);
  for (const [name, value] of Object.entries(replace?.headers ?? {})) {
    edited = { ...edited, headers: [...without(edited.headers, name), [name, value]] };
  }
  if (patch?.bodyJson !== undefined) {
    const merged = mergedJson(edited.body, patch.bodyJson);
    if (merged === undefined) return undefined;
    edited = withBody(edited.headers, merged);
  }
  return { ...edited, headers: [...edited.headers, ...(patch?.headers ?? [])] };
}

/** A new body is neither chunked nor compressed, whatever the old one was. */
function withBody(headers: readonly Header[], body: Uint8Array): BodyAndHeaders {
  const kept = ["content-length", "transfer-encoding", "content-encoding"].reduce(without, headers);
  return { headers: [...kept, ["Content-Length", String(body.length)]], body };
}

function without(headers: readonly Header[], name: string): readonly Header[] {
  return headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
}

function mergedJson(body: Uint8Array, patch: string): Uint8Array | undefined {
  try {
    const target: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return Buffer.from(JSON.stringify(mergePatch(target, JSON.parse(patch))));
  } catch {
    return undefined; // one of the two is no JSON
  }
}

function withPath(url: string, path: string): string {
  const [, query] = splitUrl(url);
  return `${path === "" ? "/" : path}${query}`;
}

function withQueries(url: string, change: (queries: URLSearchParams) => boolean): string {
  const [path, query] = splitUrl(url);
  const queries = new URLSearchParams(query);
  // Reading and writing a query may spell it anew: one that is not meant stays as it came.
  return change(queries) ? `${path}?${queries}` : url;
}

function setAll(queries: URLSearchParams, wanted: Readonly<Record<string, string>>): boolean {
  for (const [name, value] of Object.entries(wanted)) queries.set(name, value);
  return Object.keys(wanted).length > 0;
}

function appendAll(queries: URLSearchParams, wanted: readonly (readonly [string, string])[]): boolean {
  for (const [name, value] of wanted) queries.append(name, value);
  return wanted.length > 0;
}

/** The query keeps its question mark. */
function splitUrl(url: string): [path: string, query: string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at)];
}
