// A port that passes HTTP on to another one. It listens exactly while somebody listens behind it: who looks from outside
// sees the node go and come back as if nothing stood before it.

import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Clock } from "../../base/clock.ts";
import type { HttpFault } from "../../model/fault-details.ts";
import { AbortedByRule, carryThrough } from "./exchange.ts";
import type { HttpRoute } from "./http-messages.ts";
import { RuleBook } from "./rule-book.ts";

/** Between two looks for somebody who listens behind. */
const lookEveryMs = 10;
/** A tether that held this long was ended by a server that ends idle connections, and not by its death. */
const steadyMs = 100;

interface Client {
  readonly number: number;
  readonly agent: Agent;
  readonly gone: AbortController;
  /** Exchanges that have not been answered yet. */
  open: number;
}

export class ProxiedPort {
  readonly #route: HttpRoute;
  readonly #clock: Clock;
  readonly #rules = new RuleBook();
  readonly #clients = new Map<Socket, Client>();
  readonly #server: Server;
  #port: number;
  #tether: Socket | undefined;
  #ending = false;
  #timer: Disposable | undefined;

  constructor(route: HttpRoute, clock: Clock) {
    this.#route = route;
    this.#clock = clock;
    this.#port = route.listen.port;
    // No time limits of its own: those of the server behind it hold.
    this.#server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 });
    this.#server.on("connection", (socket) => this.#accept(socket));
    this.#server.on("request", (request, response) => this.#exchange(request, response));
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket as Socket, head));
    this.#server.on("clientError", (_, socket) => socket.destroy());
  }

  /** Resolves with the port, which is the same from now on; rejects when it is taken. */
  async open(): Promise<number> {
    await this.#listen();
    this.#port = (this.#server.address() as AddressInfo).port;
    this.#follow();
    return this.#port;
  }

  set(name: string, faults: readonly HttpFault[]): void {
    this.#rules.set(name, faults);
  }

  /** Takes no further connection; resolves when the last one that was there is gone. */
  drain(): Promise<void> {
    this.#stopFollowing();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const [socket, client] of this.#clients) if (client.open === 0) socket.end();
    });
  }

  close(): void {
    this.#stopFollowing();
    this.#shut();
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host: this.#route.listen.host, port: this.#port }, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  /** Keeps a connection to the server that says nothing: its end tells of the server's end at once. */
  #follow(): void {
    if (this.#ending) return;
    const startedAtMs = this.#clock.nowMs();
    let reached = false;
    const tether = connect(this.#route.target);
    this.#tether = tether;
    tether.on("connect", () => {
      reached = true;
      // Taken meanwhile by somebody else: the next look tries again.
      if (!this.#server.listening) this.#listen().catch(() => tether.destroy());
    });
    tether.on("error", () => undefined); // "close" follows
    tether.on("end", () => tether.destroy());
    tether.resume();
    tether.on("close", () => {
      if (this.#ending) return;
      if (!reached) this.#shut();
      const lasted = this.#clock.nowMs() - startedAtMs >= steadyMs;
      if (reached && lasted) this.#follow();
      else this.#timer = this.#clock.after(lookEveryMs, () => this.#follow());
    });
  }

  #stopFollowing(): void {
    this.#ending = true;
    this.#timer?.[Symbol.dispose]();
    this.#tether?.destroy();
  }

  #shut(): void {
    if (this.#server.listening) this.#server.close();
    for (const socket of this.#clients.keys()) socket.resetAndDestroy();
  }

  #accept(socket: Socket): void {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const client: Client = { number: this.#rules.accept(), agent, gone: new AbortController(), open: 0 };
    this.#clients.set(socket, client);
    socket.setNoDelay(true);
    // What the server behind ends while nothing is asked, ends before it as well.
    const watched = new WeakSet<Socket>();
    agent.on("free", (behind: Socket) => {
      if (watched.has(behind)) return;
      watched.add(behind);
      behind.once("close", () => client.open === 0 && socket.end());
    });
    socket.on("close", () => {
      this.#clients.delete(socket);
      client.gone.abort();
      agent.destroy();
    });
  }

  #exchange(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const client = this.#clients.get(socket);
    if (client === undefined) return;
    const { agent } = client;
    client.open += 1;
    response.on("close", () => {
      client.open -= 1;
      if (this.#ending && client.open === 0) socket.end();
    });
    carryThrough({
      request,
      response,
      agent,
      faults: this.#rules.faultsFor(client.number),
      target: this.#route.target,
      clock: this.#clock,
      gone: client.gone.signal,
      last: () => this.#ending,
    }).catch((error: unknown) => {
      // A rule closes a connection in good order; a server that is gone takes it along.
      if (error instanceof AbortedByRule) socket.destroy();
      else socket.resetAndDestroy();
    });
  }

  /** What is no longer HTTP passes as it is, and so does the request that asks for it: WebSocket is not meant by any rule. */
  #upgrade(request: IncomingMessage, near: Socket, head: Buffer): void {
    const far = connect(this.#route.target);
    const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
    }
    far.write(`${lines.join("\r\n")}\r\n\r\n`);
    far.write(head);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
      one.pipe(other);
    }
  }
}
