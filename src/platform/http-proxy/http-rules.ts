// What an HTTPChaos does to one exchange, without any network. Which rule is meant by which message, and the order of
// what it does, are those of Chaos Mesh's proxy (https://github.com/chaos-mesh/rs-tproxy/blob/master/src/handler.rs):
// abort, delay, replace, patch; rules one after the other, all of them chosen before the first is applied.

import type { HttpFault } from "../../model/fault-details.ts";
import { editRequest, editResponse } from "./edit-message.ts";

export type Header = readonly [name: string, value: string];

export interface RequestHead {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly url: string;
  readonly headers: readonly Header[];
}

export interface HttpRequest extends RequestHead {
  readonly body: Uint8Array;
}

export interface ResponseHead {
  readonly status: number;
  readonly headers: readonly Header[];
}

export interface HttpResponse extends ResponseHead {
  readonly body: Uint8Array;
}

/** What becomes of a message: after the delay the connection is closed, or the message goes on as it is now. */
export type Outcome<Message> =
  | { readonly kind: "abort"; readonly delayMs: number }
  | { readonly kind: "pass"; readonly delayMs: number; readonly message: Message };

/** The faults that mean this request. `code` and `response_headers` say nothing about a request, as in Chaos Mesh. */
export function faultsOfRequest(faults: readonly HttpFault[], request: RequestHead): HttpFault[] {
  return faults.filter((fault) => fault.target === "Request" && fitsRequest(fault, request));
}

/** The faults that mean this response; the request is what the server was sent. */
export function faultsOfResponse(
  faults: readonly HttpFault[],
  request: RequestHead,
  response: ResponseHead,
): HttpFault[] {
  return faults.filter(
    ({ target, match, ...fault }) =>
      target === "Response" &&
      fitsRequest({ target, match, ...fault }, request) &&
      (match.code === undefined || match.code === response.status) &&
      hasHeaders(response.headers, match.responseHeaders),
  );
}

/** Carries out faults that mean this request. */
export const applyToRequest = (request: HttpRequest, faults: readonly HttpFault[]): Outcome<HttpRequest> =>
  applyAll(request, faults, editRequest);

/** Carries out faults that mean this response. */
export const applyToResponse = (response: HttpResponse, faults: readonly HttpFault[]): Outcome<HttpResponse> =>
  applyAll(response, faults, editResponse);

function applyAll<Message>(
  message: Message,
  faults: readonly HttpFault[],
  edit: (message: Message, fault: HttpFault) => Message | undefined,
): Outcome<Message> {
  let delayMs = 0;
  let current = message;
  for (const fault of faults) {
    if (fault.abort) return { kind: "abort", delayMs };
    delayMs += fault.delayMs ?? 0;
    const edited = edit(current, fault);
    // Chaos Mesh's proxy gives the exchange up as well when a body is no JSON and is to be merged with some.
    if (edited === undefined) return { kind: "abort", delayMs };
    current = edited;
  }
  return { kind: "pass", delayMs, message: current };
}

function fitsRequest({ match }: HttpFault, request: RequestHead): boolean {
  return (
    (match.path === undefined || matchesWildcard(match.path, pathOf(request.url))) &&
    (match.method === undefined || match.method === request.method) &&
    hasHeaders(request.headers, match.requestHeaders)
  );
}

/** `*` stands for any characters, none included; `?` for one. The pattern means the whole path. */
export function matchesWildcard(pattern: string, path: string): boolean {
  const expression = pattern
    .replaceAll(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replaceAll(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "s").test(path);
}

export const pathOf = (url: string): string => url.split("?", 1)[0] ?? "";

/** Of several headers with one name any may fit. */
function hasHeaders(headers: readonly Header[], wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) =>
    headers.some(([other, found]) => other.toLowerCase() === name.toLowerCase() && found === value),
  );
}
