import { once } from "node:events";
import net from "node:net";
import { describe, expect, it } from "vitest";
import { systemClock as clock } from "../base/clock.ts";
import { connectOutcome, openTcpProbe } from "./tcp.ts";

interface Listener extends AsyncDisposable {
  readonly port: number;
}

async function listen(onConnection: (socket: net.Socket) => void): Promise<Listener> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {}); // the probe may go first
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as net.AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function freePort(): Promise<number> {
  await using listener = await listen(() => {});
  return listener.port;
}

const payload = Buffer.from("hello");

describe("connectOutcome", () => {
  it("is accepted where somebody listens", async () => {
    await using listener = await listen(() => {});
    expect(await connectOutcome({ port: listener.port, withinMs: 5000, clock })).toEqual({ kind: "accepted" });
  });

  it("is refused where nobody listens", async () => {
    expect(await connectOutcome({ port: await freePort(), withinMs: 5000, clock })).toEqual({ kind: "refused" });
  });
});

describe("openTcpProbe", () => {
  it("tells that the other end closed after the payload arrived", async () => {
    await using listener = await listen((socket) => socket.once("data", () => socket.end()));
    using probe = openTcpProbe({ port: listener.port, payload, clock });
    expect((await probe.answer).kind).toBe("closed");
  });

  it("tells that the other end sent something", async () => {
    await using listener = await listen((socket) => socket.pipe(socket));
    using probe = openTcpProbe({ port: listener.port, payload, clock });
    expect((await probe.answer).kind).toBe("data");
  });

  it("tells that the other end reset the connection", async () => {
    await using listener = await listen((socket) => socket.once("data", () => socket.resetAndDestroy()));
    using probe = openTcpProbe({ port: listener.port, payload, clock });
    expect((await probe.answer).kind).toBe("reset");
  });

  it("tells that nobody listens", async () => {
    using probe = openTcpProbe({ port: await freePort(), payload, clock });
    expect((await probe.answer).kind).toBe("refused");
  });

  it("has no answer while the other end is silent", async () => {
    const arrived = Promise.withResolvers<"arrived">();
    await using listener = await listen((socket) => socket.once("data", () => arrived.resolve("arrived")));
    using probe = openTcpProbe({ port: listener.port, payload, clock });
    expect(await Promise.race([probe.answer, arrived.promise])).toBe("arrived");
  });
});
