import { describe, expect, it } from "vitest";
import { checkAnswer, resultOf } from "./check-answer.ts";

const check = (body: string, status = 200) => checkAnswer({ status, body: Buffer.from(body), id: 7 });

describe("checkAnswer", () => {
  it.each([
    '{"jsonrpc":"2.0","id":7,"result":"0x1"}',
    '{"jsonrpc":"2.0","id":7,"result":null}\n',
    '{"jsonrpc":"2.0","id":7,"result":{"error":{"code":1,"message":"of a block"}}}',
    '{ "result": "0x1", "id": 7, "jsonrpc": "2.0" }',
  ])("takes %s for a result", (body) => {
    expect(check(body)).toEqual({ outcome: "ok" });
  });

  it.each([
    [
      '{"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"no such method"}}',
      200,
      "rejected",
      "no such method (-32601)",
    ],
    ['{"jsonrpc":"2.0","id":7,"error":{"code":-32000,"message":"busy"}}', 429, "rejected", "busy (-32000)"],
    [
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}',
      400,
      "rejected",
      "parse error (-32700)",
    ],
    ['{"jsonrpc":"2.0","id":70,"result":"0x1"}', 200, "unknown", "the answer has another id than the request"],
    [
      '{"jsonrpc":"2.0","id":6,"error":{"code":1,"message":"x"}}',
      200,
      "unknown",
      "the answer has another id than the request",
    ],
    ['{"jsonrpc":"2.0","id":7,"result":"0x1"}', 502, "unknown", "HTTP 502"],
    ['{"jsonrpc":"2.0","id":7}', 200, "unknown", "neither result nor error in the response"],
    ['{"jsonrpc":"2.0","id":7,"result":"0x1"', 200, "unknown", "HTTP 200, not JSON-RPC"],
    ["<html>Bad Gateway</html>", 502, "unknown", "HTTP 502, not JSON-RPC"],
    ["", 200, "unknown", "HTTP 200, not JSON-RPC"],
    ["null", 200, "unknown", "HTTP 200, not JSON-RPC"],
  ])("takes %s with HTTP %i for %s: %s", (body, status, outcome, error) => {
    expect(check(body, status)).toEqual({ outcome, error });
  });

  it("gives the result of what was checked", () => {
    expect(resultOf(Buffer.from('{"jsonrpc":"2.0","id":7,"result":{"number":"0x5"}}'))).toEqual({ number: "0x5" });
    expect(resultOf(Buffer.from("torn"))).toBeUndefined();
  });
});
