import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { startClient } from "./occupy-client.ts";
import type { EndedRequest } from "./record-requests.ts";

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

type Answer = (request: { id: number; count: number; socket: Socket }) => void;

/** A node that is told what to do with every request. */
async function node(answer: Answer): Promise<string> {
  let count = 0;
  const server: Server = createServer((socket) => {
    open.push({ close: () => socket.destroy() });
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      for (const [, id] of bytes.toString().matchAll(/"id":(\d+),/g))
        answer({ id: Number(id), count: count++, socket });
    });
  });
  open.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  return `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
}

function respond(socket: Socket, id: number): void {
  const body = `{"jsonrpc":"2.0","id":${id},"result":"0x1"}`;
  socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

/** Asks until so many requests have ended, and then stops. */
async function askUntil(url: string, options: { ended: number; pipelining?: number; requestTimeoutMs?: number }) {
  const ended: EndedRequest[] = [];
  let started = 0;
  const enough = Promise.withResolvers<void>();
  const client = startClient({
    ...{
      url,
      connection: 0,
      pipelining: 1,
      mix: { eth_chainId: 1 },
      requestTimeoutMs: 5000,
      seed: 1,
      clock: systemClock,
    },
    ...options,
    onStarted: () => (started += 1),
    onEnded(request) {
      ended.push(request);
      if (ended.length === options.ended) enough.resolve();
    },
  });
  open.push({ close: () => client[Symbol.dispose]() });
  await enough.promise;
  client[Symbol.dispose]();
  return { ended: ended.map(({ outcome, error }) => error ?? outcome), started: () => started };
}

describe("a connection", () => {
  it("asks again as soon as it is answered, and what is under way at its end is cut off", async () => {
    const { ended, started } = await askUntil(await node(({ id, socket }) => respond(socket, id)), { ended: 5 });
    expect(ended).toEqual(["ok", "ok", "ok", "ok", "ok", "cut off when the load ended"]);
    expect(started()).toBe(6);
  });

  it("keeps several requests under way, and tells when an answer comes to another of them", async () => {
    const waiting: number[] = [];
    const url = await node(({ id, socket }) => {
      waiting.push(id);
      if (waiting.length < 3) return;
      // The first three in a wrong order, then nothing.
      if (id === 3) for (const answered of [1, 3, 2]) respond(socket, answered);
    });
    const { ended } = await askUntil(url, { ended: 3, pipelining: 3 });
    const wrong = "the answer has another id than the request";
    expect(ended.slice(0, 3)).toEqual(["ok", wrong, wrong]);
  });

  it("does not know what became of requests whose connection was closed, and matches none of them later", async () => {
    const url = await node(({ id, count, socket }) => {
      if (count === 1) socket.end();
      else respond(socket, id);
    });
    const { ended } = await askUntil(url, { ended: 4 });
    expect(ended.slice(0, 4)).toEqual(["ok", "reset", "ok", "ok"]);
  });

  it("gives a request up when its time is over", async () => {
    const url = await node(() => undefined);
    const { ended } = await askUntil(url, { ended: 2, pipelining: 2, requestTimeoutMs: 20 });
    expect(ended.slice(0, 2)).toEqual(["timeout", "timeout"]);
  });

  it("leaves a peer that does not speak HTTP", async () => {
    const url = await node(({ socket }) => socket.write("SSH-2.0-OpenSSH\r\n\r\n"));
    const { ended } = await askUntil(url, { ended: 1 });
    expect(ended[0]).toBe("the answer is not HTTP");
  });

  it("is rejected by a port that nobody listens on, and waits before it asks again", async () => {
    const url = await node(() => undefined);
    for (const one of open.splice(0)) one.close();
    const clock = new ManualClock();
    const ended: EndedRequest[] = [];
    const refused = Promise.withResolvers<void>();
    using _client = startClient({
      ...{ url, connection: 0, pipelining: 2, mix: {}, requestTimeoutMs: 5000, seed: 1, clock },
      onStarted: () => undefined,
      onEnded(request) {
        ended.push(request);
        if (ended.length === 2) refused.resolve();
      },
    });
    await refused.promise;
    expect(ended.map(({ outcome, error }) => [outcome, error])).toEqual([
      ["rejected", "refused"],
      ["rejected", "refused"],
    ]);
    expect(clock.pending).toBe(1);
  });
});
