import http from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { exchangeJson } from "./json-exchange.ts";

async function serve(answer: (request: http.IncomingMessage, response: http.ServerResponse) => void) {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/status`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, [Symbol.dispose]: close };
}

describe("exchangeJson", () => {
  it("sends a body and gives the answer", async () => {
    using server = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.end(JSON.stringify({ method: request.method, body: JSON.parse(Buffer.concat(chunks).toString()) }));
    });
    const question = { url: server.url, method: "PATCH", timeoutMs: 5000, clock: systemClock } as const;
    expect(await exchangeJson({ ...question, body: { paused: false } })).toEqual({
      method: "PATCH",
      body: { paused: false },
    });
  });

  it("rejects with what was answered instead, and when nobody is there", async () => {
    const question = { method: "GET", timeoutMs: 5000, clock: systemClock } as const;
    let url = "";
    {
      using server = await serve((_, response) => response.writeHead(500).end("paused already"));
      url = server.url;
      await expect(exchangeJson({ ...question, url })).rejects.toThrowErrorMatchingInlineSnapshot(
        `[Error: HTTP 500: paused already]`,
      );
    }
    await expect(exchangeJson({ ...question, url })).rejects.toThrow(/ECONNREFUSED/);
  });
});
