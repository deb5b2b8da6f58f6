import { describe, expect, it } from "vitest";
import { fromMessage, toMessage } from "./http-messages.ts";
import {
  applyToRequest,
  applyToResponse,
  faultsOfRequest,
  faultsOfResponse,
  type HttpRequest,
  type HttpResponse,
  matchesWildcard,
} from "./http-rules.ts";
import { httpFault } from "./sample-http-fault.fake.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const request: HttpRequest = {
  method: "POST",
  url: "/rpc?id=1&id=2",
  headers: [
    ["Host", "node"],
    ["X-Part", "a"],
    ["x-part", "b"],
    ["Content-Length", "9"],
  ],
  body: bytes('{"a":"b"}'),
};
const response: HttpResponse = {
  status: 200,
  headers: [
    ["Content-Type", "application/json"],
    ["Transfer-Encoding", "chunked"],
  ],
  body: bytes('{"result":"0x539"}'),
};

/** The message that passes, its body as text. */
function passed<M extends { readonly body: Uint8Array }>(outcome: { kind: string; message?: M }) {
  const { message } = outcome;
  if (message === undefined) throw new Error(`it did not pass: ${outcome.kind}`);
  return { ...message, body: Buffer.from(message.body).toString() };
}
type Parts = Parameters<typeof httpFault>[0];
const edited = (...parts: Parts[]) => passed(applyToRequest(request, parts.map(httpFault)));
const answered = (...parts: Parts[]) => passed(applyToResponse(response, parts.map(httpFault)));

describe("which messages a fault means", () => {
  it.each([
    ["/", "/", true],
    ["/*", "/rpc/v1", true],
    ["/*", "/", true],
    ["/r?c", "/rpc", true],
    ["/r?c", "/rc", false],
    ["*c", "/rpc", true],
    ["/rpc", "/rpc/", false],
    ["/a.c", "/abc", false],
    ["/(a+)+$*", "/(a+)+$!", true],
  ])("path %s and %s: %s", (pattern, path, fits) => {
    expect(matchesWildcard(pattern, path)).toBe(fits);
  });

  it.each([
    ["everything", {}, true],
    ["the path without its query", { path: "/rpc" }, true],
    ["another path", { path: "/other" }, false],
    ["the method", { method: "POST" }, true],
    ["another method", { method: "GET" }, false],
    ["any of several headers with one name, in any spelling", { requestHeaders: { "X-PART": "b" } }, true],
    ["a header with another value", { requestHeaders: { "X-Part": "B" } }, false],
    [
      "a code and response headers, which say nothing about a request",
      { code: 404, responseHeaders: { a: "b" } },
      true,
    ],
  ])("request: %s", (_, match, fits) => {
    expect(faultsOfRequest([httpFault({ match })], request)).toHaveLength(fits ? 1 : 0);
  });

  it.each([
    ["everything", {}, true],
    ["the code", { code: 200 }, true],
    ["another code", { code: 404 }, false],
    ["a header of the response", { responseHeaders: { "content-type": "application/json" } }, true],
    ["a header that only the request has", { responseHeaders: { host: "node" } }, false],
    ["what was asked", { method: "GET" }, false],
  ])("response: %s", (_, match, fits) => {
    expect(faultsOfResponse([httpFault({ target: "Response", match })], request, response)).toHaveLength(fits ? 1 : 0);
  });

  it("keeps the faults of requests and of responses apart", () => {
    expect(faultsOfRequest([httpFault({ target: "Response" })], request)).toEqual([]);
    expect(faultsOfResponse([httpFault({ target: "Request" })], request, response)).toEqual([]);
  });
});

describe("what becomes of a message", () => {
  it("waits before it closes the connection, when another rule delays", () => {
    const faults = [httpFault({ delayMs: 30 }), httpFault({ delayMs: 20, abort: true }), httpFault({ delayMs: 1 })];
    expect(applyToRequest(request, faults)).toEqual({ kind: "abort", delayMs: 30 });
  });

  it("adds the delays of several rules and leaves the message alone", () => {
    const faults = [httpFault({ delayMs: 30 }), httpFault({ delayMs: 20 })];
    expect(applyToRequest(request, faults)).toEqual({ kind: "pass", delayMs: 50, message: request });
  });

  it("replaces path, method and queries", () => {
    expect(edited({ replace: { path: "/x", method: "PUT", queries: { id: "3", a: "ü" } } })).toMatchObject({
      url: "/x?id=3&a=%C3%BC",
      method: "PUT",
    });
  });

  it("takes an empty path for the root, and keeps a query that nobody means as it was spelt", () => {
    const odd = { ...request, url: "/rpc?a=%2f+b&c" };
    expect(applyToRequest(odd, [httpFault({ replace: { path: "" } })])).toMatchObject({
      message: { url: "/?a=%2f+b&c" },
    });
  });

  it("adds queries, one after the other", () => {
    expect(edited({ patch: { queries: [["id", "3"]] } }).url).toBe("/rpc?id=1&id=2&id=3");
  });

  it("replaces all headers of a name, and adds further ones", () => {
    const { headers } = edited({ replace: { headers: { "X-Part": "c" } }, patch: { headers: [["X-Part", "d"]] } });
    expect(headers).toEqual([
      ["Host", "node"],
      ["Content-Length", "9"],
      ["X-Part", "c"],
      ["X-Part", "d"],
    ]);
  });

  it("replaces code and body, with the length that is true now", () => {
    expect(answered({ replace: { code: 500, body: bytes("sorry") } })).toEqual({
      status: 500,
      headers: [
        ["Content-Type", "application/json"],
        ["Content-Length", "5"],
      ],
      body: "sorry",
    });
  });

  it("merges JSON into a body, after a replacement", () => {
    expect(answered({ patch: { bodyJson: '{"result":null,"error":{"code":-1}}' } }).body).toBe('{"error":{"code":-1}}');
    const both = { replace: { body: bytes('{"a":1}') }, patch: { bodyJson: '{"b":2}' } };
    expect(answered(both).body).toBe('{"a":1,"b":2}');
  });

  it("closes the connection when a body is no JSON and is to be merged, as Chaos Mesh's proxy does", () => {
    const page = { ...response, body: bytes("<html>") };
    expect(applyToResponse(page, [httpFault({ patch: { bodyJson: "{}" } })])).toEqual({ kind: "abort", delayMs: 0 });
  });

  it("lets every rule see what the one before has left", () => {
    expect(answered({ patch: { bodyJson: '{"x":1}' } }, { patch: { bodyJson: '{"x":null}' } }).body).toBe(
      '{"result":"0x539"}',
    );
  });
});

describe("a fault on its way to the proxy", () => {
  it.each([
    ["with a body", httpFault({ replace: { body: Buffer.from([0, 255, 13, 10]) } })],
    ["without a body", httpFault({ replace: { code: 404 } })],
    ["without a replacement", httpFault({ abort: true })],
  ])("arrives as it was sent: %s", (_, fault) => {
    expect(fromMessage(JSON.parse(JSON.stringify(toMessage(fault))))).toEqual(fault);
  });
});
