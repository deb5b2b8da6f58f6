import { describe, expect, it } from "vitest";
import { Questioner } from "./ask-questions.ts";

const questioner = (options: { mix?: Record<string, number>; seed?: number; connection?: number; url?: string }) =>
  new Questioner({ url: "http://127.0.0.1:8545", mix: {}, seed: 1, connection: 0, ...options });

const methodsOf = (asker: Questioner, count: number) =>
  Array.from({ length: count }, () => asker.next().question.method);

describe("a connection's questions", () => {
  it("are whole HTTP requests, each with an id of its own", () => {
    const asker = questioner({ mix: { eth_chainId: 1 } });
    expect(asker.next().requestBuffer.replaceAll("\r\n", "\n")).toMatchInlineSnapshot(`
      "POST / HTTP/1.1
      Host: 127.0.0.1:8545
      Content-Type: application/json
      Content-Length: 59

      {"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"
    `);
    expect(asker.next().requestBuffer).toContain('"id":2,');
  });

  it("carry the credentials of the URL, and its path", () => {
    const { requestBuffer } = questioner({ url: "http://me:se%20cret@node.example/v1?key=x" }).next();
    expect(requestBuffer).toContain("POST /v1?key=x HTTP/1.1\r\nHost: node.example\r\n");
    expect(requestBuffer).toContain(`Authorization: Basic ${Buffer.from("me:se cret").toString("base64")}\r\n`);
  });

  it("follow from the seed and the connection's number", () => {
    const first = methodsOf(questioner({}), 50);
    expect(methodsOf(questioner({}), 50)).toEqual(first);
    expect(methodsOf(questioner({ connection: 1 }), 50)).not.toEqual(first);
    expect(methodsOf(questioner({ seed: 2 }), 50)).not.toEqual(first);
  });

  it("keep the shares of the mix, whatever their sum is", () => {
    const asked = methodsOf(questioner({ mix: { eth_chainId: 3, eth_call: 1 } }), 4000);
    const share = asked.filter((method) => method === "eth_chainId").length / asked.length;
    expect(share).toBeGreaterThan(0.72);
    expect(share).toBeLessThan(0.78);
    expect(new Set(asked)).toEqual(new Set(["eth_chainId", "eth_call"]));
  });

  it("ask for logs of the blocks that an answer told of", () => {
    const asker = questioner({ mix: { eth_getLogs: 1, eth_blockNumber: 1 } });
    const ask = (method: string) => {
      for (;;) {
        const asked = asker.next();
        if (asked.question.method === method) return asked;
      }
    };
    ask("eth_blockNumber").question.learn?.("0x64");
    expect(ask("eth_getLogs").requestBuffer).toContain('"params":[{"fromBlock":"0x5b","toBlock":"0x64"}]');
  });
});
