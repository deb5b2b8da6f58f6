import { once } from "node:events";
import { Agent, createServer, type RequestListener, request, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { poll } from "../../base/poll.ts";
import { connectOutcome } from "../tcp.ts";
import { askHttp } from "./ask-http.ts";
import { ProxiedPort } from "./proxied-port.ts";
import { httpFault } from "./sample-http-fault.fake.ts";

const clock = systemClock;

/** Answers with what it was asked, as a JSON document. */
const echo: RequestListener = (asked, answer) => {
  void buffer(asked).then((body) => {
    const { method, url, headers } = asked;
    answer.setHeader("X-Echo", "yes");
    answer.end(JSON.stringify({ method, url, headers, body: body.toString() }));
  });
};

interface Bench {
  readonly port: ProxiedPort;
  readonly portNumber: number;
  readonly server: Server;
  ask(parts?: { method?: string; url?: string; agent?: Agent; body?: string }): ReturnType<typeof askThrough>;
}

async function openBench(listener: RequestListener = echo): Promise<Bench> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const target = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const port = new ProxiedPort({ listen: { host: "127.0.0.1", port: 0 }, target }, clock);
  onTestFinished(() => port.close());
  const portNumber = await port.open();
  return { port, portNumber, server, ask: (parts = {}) => askThrough({ portNumber, ...parts }) };
}

async function askThrough(options: {
  portNumber: number;
  method?: string;
  url?: string;
  agent?: Agent;
  body?: string;
}): Promise<{ status: number; headers: Record<string, unknown>; echoed: Record<string, unknown>; text: string }> {
  const asked = request({
    port: options.portNumber,
    method: options.method ?? "POST",
    path: options.url ?? "/",
    ...(options.agent === undefined ? {} : { agent: options.agent }),
  });
  asked.end(options.body ?? "hello");
  const [answer] = await once(asked, "response");
  const text = (await buffer(answer)).toString();
  const echoed = text.startsWith("{") ? JSON.parse(text) : {};
  return { status: answer.statusCode, headers: answer.headers, echoed, text };
}

const keepingAgent = (): Agent => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
};

const outcome = async (port: number) => (await connectOutcome({ port, withinMs: 1000, clock })).kind;

const untilItIs = (kind: string, port: number) =>
  poll({ clock, awaited: `the port to be ${kind}`, withinMs: 2000, everyMs: 5 }, async () => {
    const found = await outcome(port);
    return found === kind ? { done: found } : { notYet: found };
  });

it("passes requests and answers on as they are when no rule means them", async () => {
  const bench = await openBench();
  bench.port.set("other", [httpFault({ match: { path: "/other" }, abort: true })]);
  const { status, headers, echoed } = await bench.ask({ url: "/a?b=%2f", body: "x".repeat(200_000) });
  expect({ status, mark: headers["x-echo"] }).toEqual({ status: 200, mark: "yes" });
  expect(echoed).toMatchObject({ method: "POST", url: "/a?b=%2f", body: "x".repeat(200_000) });
});

it("passes chunked bodies, and answers without a body", async () => {
  const bench = await openBench((asked, answer) => {
    void buffer(asked).then((body) => {
      answer.writeHead(asked.method === "GET" ? 204 : 200);
      answer.write("got ");
      answer.end(body);
    });
  });
  expect(await bench.ask({ body: "abc" })).toMatchObject({ status: 200, text: "got abc" });
  expect(await bench.ask({ method: "GET", body: "" })).toMatchObject({ status: 204, text: "" });
});

it("changes a request on its way, and its answer on the way back", async () => {
  const bench = await openBench();
  bench.port.set("a", [
    httpFault({ replace: { path: "/b", body: Buffer.from("other") }, patch: { headers: [["X-Added", "1"]] } }),
    httpFault({ target: "Response", match: { path: "/b" }, replace: { code: 503 }, patch: { bodyJson: '{"b":1}' } }),
  ]);
  const { status, echoed } = await bench.ask();
  expect(status).toBe(503);
  expect(echoed).toMatchObject({ url: "/b", body: "other", b: 1, headers: { "x-added": "1", "content-length": "5" } });
});

it("closes the connection instead, before the server hears of it", async () => {
  const bench = await openBench(() => {
    throw new Error("the server was asked");
  });
  bench.port.set("a", [httpFault({ abort: true })]);
  await expect(bench.ask()).rejects.toThrow("socket hang up");
});

it("holds a request for the delay", async () => {
  const bench = await openBench();
  bench.port.set("a", [httpFault({ delayMs: 60 })]);
  const startedAtMs = clock.nowMs();
  await bench.ask();
  // Only the lower bound: how much more it takes is the machine's affair.
  expect(clock.nowMs() - startedAtMs).toBeGreaterThanOrEqual(59);
});

it("leaves a connection alone that was open before the rule, and one that is new after it was taken away", async () => {
  const bench = await openBench();
  const agent = keepingAgent();
  await bench.ask({ agent });
  bench.port.set("a", [httpFault({ target: "Response", replace: { code: 500 } })]);
  expect((await bench.ask({ agent })).status).toBe(200);
  expect((await bench.ask()).status).toBe(500);
  bench.port.set("a", []);
  expect((await bench.ask()).status).toBe(200);
});

it("keeps the rules of several names apart", async () => {
  const bench = await openBench();
  bench.port.set("a", [httpFault({ target: "Response", patch: { headers: [["X-A", "1"]] } })]);
  bench.port.set("b", [httpFault({ target: "Response", patch: { headers: [["X-B", "1"]] } })]);
  bench.port.set("a", []);
  const { headers } = await bench.ask();
  expect(headers).not.toHaveProperty("x-a");
  expect(headers).toHaveProperty("x-b", "1");
});

it("asks the server over one connection for what one client asks in turn", async () => {
  const seen = new Set<Socket>();
  const bench = await openBench((asked, answer) => {
    seen.add(asked.socket);
    answer.end();
  });
  const agent = keepingAgent();
  for (let turn = 0; turn < 20; turn += 1) await bench.ask({ agent });
  expect(seen.size).toBe(1);
});

it("passes an upgrade and all that follows, whatever the rules say", async () => {
  const bench = await openBench();
  bench.server.on("upgrade", (asked, socket: Socket) => {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${asked.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`,
    );
    socket.pipe(socket);
  });
  bench.port.set("a", [httpFault({ abort: true })]);
  const socket = connect(bench.portNumber, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.write("GET / HTTP/1.1\r\nHost: node\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
  const [head] = await once(socket, "data");
  expect(head.toString()).toContain("101 Switching Protocols");
  socket.write("frame");
  const [frame] = await once(socket, "data");
  expect(frame.toString()).toBe("frame");
});

it("listens exactly while the server behind it does", async () => {
  const bench = await openBench();
  const { port: serverPort } = bench.server.address() as AddressInfo;
  bench.server.close();
  bench.server.closeAllConnections();
  await untilItIs("refused", bench.portNumber);
  bench.server.listen(serverPort, "127.0.0.1");
  await untilItIs("accepted", bench.portNumber);
  expect((await bench.ask()).status).toBe(200);
});

it("ends the connection of a client whose server dies in the middle of an answer", async () => {
  const bench = await openBench((asked, answer) => {
    answer.write("half");
    asked.socket.resetAndDestroy();
  });
  const request = { method: "GET", url: "/", headers: [], body: new Uint8Array() };
  const origin = `http://127.0.0.1:${bench.portNumber}`;
  expect(await askHttp({ origin, request, withinMs: 2000, clock })).toMatchObject({ kind: "closed" });
});

it("drains: idle connections end, an answer under way is given, nobody is let in", async () => {
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const bench = await openBench((_, answer) => {
    asked.resolve();
    void held.promise.then(() => answer.end("at last"));
  });
  const idle = connect(bench.portNumber, "127.0.0.1");
  idle.resume();
  await once(idle, "connect");
  const answered = bench.ask({ agent: keepingAgent() });
  await asked.promise;
  const drained = bench.port.drain();
  await once(idle, "end");
  expect(await outcome(bench.portNumber)).toBe("refused");
  held.resolve();
  expect(await answered).toMatchObject({ text: "at last", headers: { connection: "close" } });
  await drained;
});
