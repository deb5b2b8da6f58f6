import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { systemClock as clock } from "../base/clock.ts";
import { askHttpStatus } from "./http-status.ts";

async function listen(answer: http.RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = http.createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const get = { method: "GET", headers: {}, body: "", timeoutMs: 5000, clock } as const;

it("tells the status, and sends method, headers and body", async () => {
  const seen: unknown[] = [];
  await using server = await listen((request, response) => {
    request.on("data", (chunk: Buffer) => seen.push(request.method, request.headers["x-drill"], chunk.toString()));
    request.on("end", () => response.writeHead(503).end());
  });
  const asked = askHttpStatus({ ...get, url: server.url, method: "POST", headers: { "X-Drill": ["a"] }, body: "{}" });
  expect(await asked).toEqual({ kind: "answered", status: 503 });
  expect(seen).toEqual(["POST", "a", "{}"]);
});

it("says that nobody listens", async () => {
  const { url } = await (async () => {
    await using server = await listen(() => {});
    return { url: server.url };
  })();
  expect(await askHttpStatus({ ...get, url })).toEqual({ kind: "unanswered", reason: "refused" });
});

it("gives up after its time, and when it is no longer wanted", async () => {
  await using server = await listen(() => {}); // never answers
  expect(await askHttpStatus({ ...get, url: server.url, timeoutMs: 20 })).toEqual({
    kind: "unanswered",
    reason: "no answer in 20 ms",
  });
  const controller = new AbortController();
  const asked = askHttpStatus({ ...get, url: server.url, signal: controller.signal });
  controller.abort();
  expect(await asked).toEqual({ kind: "unanswered", reason: "it was no longer wanted" });
});
