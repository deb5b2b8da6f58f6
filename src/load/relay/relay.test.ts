import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../testing/manual-clock.ts";
import { Relay } from "./relay.ts";

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** A server that answers every chunk with itself in brackets, and ends when it is told the end. */
async function echoServer(): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("data", (chunk) => socket.write(`[${chunk}]`));
    socket.on("end", () => socket.end("bye"));
  });
  open.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  return typeof bound === "object" && bound !== null ? bound.port : 0;
}

async function roadTo(port: number): Promise<{ clock: ManualClock; client: Socket }> {
  const clock = new ManualClock();
  const relay = new Relay({ delayMs: 50, clock });
  open.push(relay);
  const [through = 0] = await relay.open([{ host: "127.0.0.1", port }]);
  const client = connect({ port: through, host: "127.0.0.1", allowHalfOpen: true });
  client.setEncoding("utf8");
  open.push({ close: () => client.destroy() });
  await once(client, "connect");
  return { clock, client };
}

/** Advances whenever something waits, until it has come: sockets take real time, the delay does not. */
async function received(client: Socket, clock: ManualClock, event: "data" | "end" | "error"): Promise<unknown> {
  let come: { readonly value: unknown } | undefined;
  client.once(event, (value: unknown) => {
    come = { value };
  });
  const startedAtMs = clock.nowMs();
  while (come === undefined && clock.nowMs() - startedAtMs < 1_000_000) await clock.advance(10);
  return come?.value;
}

describe("Relay", () => {
  it("carries both directions, each a delay later", async () => {
    const { clock, client } = await roadTo(await echoServer());
    client.write("hello");
    expect(await received(client, clock, "data")).toBe("[hello]");
    expect(clock.nowMs()).toBeGreaterThanOrEqual(100);
  });

  it("keeps the order, and brings the end after the last byte", async () => {
    const { clock, client } = await roadTo(await echoServer());
    client.end("last words");
    let heard = "";
    client.on("data", (text: string) => {
      heard += text;
    });
    await received(client, clock, "end");
    expect(heard).toBe("[last words]bye");
  });

  it("lets the client hear that nobody listens", async () => {
    const vacant = createServer();
    vacant.listen(0, "127.0.0.1");
    await once(vacant, "listening");
    const bound = vacant.address();
    const port = typeof bound === "object" && bound !== null ? bound.port : 0;
    vacant.close();
    const { clock, client } = await roadTo(port);
    expect(await received(client, clock, "error")).toMatchObject({ code: "ECONNRESET" });
  });
});
