// One request and its answer on their way through the proxy. What no rule means is streamed as it comes; what one means
// is held until its body is complete.
//
//   client            rules of requests            server
//          --request-->   [edit]   --request-->
//          <-response--   [edit]   <--response--
//                   rules of responses

import { type Agent, type IncomingMessage, type ServerResponse, request as sendRequest } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Clock } from "../../base/clock.ts";
import type { HttpFault } from "../../model/fault-details.ts";
import {
  applyToRequest,
  applyToResponse,
  faultsOfRequest,
  faultsOfResponse,
  type Header,
  type HttpRequest,
  type Outcome,
  type RequestHead,
} from "./http-rules.ts";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Those that hold for the client's connection. */
  readonly faults: readonly HttpFault[];
  /** Of the client's connection: what it asks in turn goes over one connection to the server. */
  readonly agent: Agent;
  readonly target: { readonly host: string; readonly port: number };
  readonly clock: Clock;
  /** Aborted when the client's connection is gone. */
  readonly gone: AbortSignal;
  /** Whether the client is to be told that this was the last answer. */
  readonly last: () => boolean;
}

/** Carries one exchange through. Rejects when either side is gone, or a rule closes the connection. */
export async function carryThrough(exchange: Exchange): Promise<void> {
  const { request, faults } = exchange;
  const head: RequestHead = {
    method: request.method ?? "GET",
    url: request.url ?? "/",
    headers: pairsOf(request.rawHeaders),
  };
  const meant = faultsOfRequest(faults, head);
  if (meant.length === 0) return answer(exchange, head, await send(exchange, plain(head, faults), request));
  const edited = await settle(exchange, applyToRequest({ ...head, body: await buffer(request) }, meant));
  // The rules of responses look at what the server was sent, not at what the client had sent.
  await answer(exchange, edited, await send(exchange, plain(edited, faults), edited.body));
}

async function answer(exchange: Exchange, head: RequestHead, from: IncomingMessage): Promise<void> {
  const { response, faults } = exchange;
  const received = { status: from.statusCode ?? 502, headers: pairsOf(from.rawHeaders) };
  const meant = faultsOfResponse(faults, head, received);
  response.sendDate = false;
  if (meant.length === 0) {
    response.writeHead(received.status, from.statusMessage, flat(perhapsLast(exchange, received.headers)));
    for await (const chunk of from) if (!response.write(chunk)) await drained(response, exchange.gone);
  } else {
    const edited = await settle(exchange, applyToResponse({ ...received, body: await buffer(from) }, meant));
    response.writeHead(edited.status, flat(perhapsLast(exchange, edited.headers)));
    response.write(edited.body);
  }
  response.end();
}

function perhapsLast(exchange: Exchange, headers: readonly Header[]): readonly Header[] {
  if (!exchange.last()) return headers;
  const kept = headers.filter(([name]) => !["connection", "keep-alive"].includes(name.toLowerCase()));
  return [...kept, ["Connection", "close"]];
}

/** Waits as long as the rules say; throws when they close the connection. */
async function settle<Message>(exchange: Exchange, outcome: Outcome<Message>): Promise<Message> {
  if (outcome.delayMs > 0) await exchange.clock.sleep(outcome.delayMs, exchange.gone);
  if (outcome.kind === "abort") throw new AbortedByRule();
  return outcome.message;
}

/** A rule says that the connection is closed instead. */
export class AbortedByRule extends Error {}

function send(exchange: Exchange, head: RequestHead, body: IncomingMessage | HttpRequest["body"]) {
  const { agent, target } = exchange;
  return new Promise<IncomingMessage>((resolve, reject) => {
    const { method, url: path } = head;
    const onward = sendRequest({ ...target, agent, method, path, headers: flat(head.headers), setHost: false });
    const giveUp = () => onward.destroy();
    exchange.gone.addEventListener("abort", giveUp, { once: true });
    onward.on("close", () => exchange.gone.removeEventListener("abort", giveUp));
    onward.on("response", resolve);
    onward.on("error", reject);
    if (body instanceof Uint8Array) onward.end(body);
    else body.on("error", giveUp).pipe(onward);
  });
}

/** A compressed answer could not be patched: where one is to be, the server is not told that it may compress. */
function plain(head: RequestHead, faults: readonly HttpFault[]): RequestHead {
  if (!faults.some((fault) => fault.target === "Response" && fault.patch?.bodyJson !== undefined)) return head;
  return { ...head, headers: head.headers.filter(([name]) => name.toLowerCase() !== "accept-encoding") };
}

/** Resolves when more can be written, or nobody reads any more. */
function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (gone.aborted) return resolve();
    const done = () => {
      response.off("drain", done);
      gone.removeEventListener("abort", done);
      resolve();
    };
    response.once("drain", done);
    gone.addEventListener("abort", done, { once: true });
  });
}

function pairsOf(rawHeaders: readonly string[]): Header[] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, at) => [
    rawHeaders[2 * at] ?? "",
    rawHeaders[2 * at + 1] ?? "",
  ]);
}

/** The form that node:http writes as it is, in spelling, order and number. */
const flat = (headers: readonly Header[]): string[] => headers.flat();
