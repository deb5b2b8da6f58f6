import { createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../../../base/clock.ts";
import type { Random } from "../../../base/random.ts";
import type { LinkId, LinkShape } from "../../../model/node.ts";
import { Connection } from "./connection.ts";
import { CutBook } from "./cut-book.ts";
import type { LinkTiming } from "./link-timing.ts";
import { ShapeBook } from "./shape-book.ts";

/** A link and the port of loopback on which its `to` listens. */
export interface LinkRoute {
  readonly link: LinkId;
  readonly targetPort: number;
}

/** All links of a cluster: a listening port for each, and the books of cuts and shapes that decide what passes, and when. */
export class LinkProxy {
  readonly #cuts = new CutBook();
  readonly #servers: Server[] = [];
  readonly #shapes: ShapeBook;
  readonly #clock: Clock;
  #sink: Promise<number> | undefined;
  readonly #connections = new Set<Connection>();

  constructor(options: { clock: Clock; random: Random }) {
    this.#clock = options.clock;
    this.#shapes = new ShapeBook({ nowMs: () => options.clock.nowMs(), random: () => options.random.next() });
  }

  /** Listens for every route; the ports come back in the same order. */
  async open(routes: readonly LinkRoute[]): Promise<number[]> {
    return Promise.all(routes.map((route) => this.#listen(route)));
  }

  /** When this returns, nothing more is read from what was cut. */
  cut(name: string, links: readonly LinkId[]): void {
    this.#cuts.cut(name, links);
    this.#update();
  }

  heal(name: string): void {
    this.#cuts.heal(name);
    this.#update();
  }

  /** From now on what these links carry is delayed, or slowed; a shape of that name is replaced. */
  shape(name: string, links: readonly LinkId[], shape: LinkShape): void {
    this.#shapes.shape(name, links, shape);
    this.#update();
  }

  unshape(name: string): void {
    this.#shapes.unshape(name);
    this.#update();
  }

  /** A port that leads over this link to a sink, which takes all bytes and then hangs up: what is asked of the link can be measured there. */
  async measure(link: LinkId): Promise<number> {
    this.#sink ??= listen(
      createServer({ allowHalfOpen: true }, (socket) => takeAll(socket)),
      this.#servers,
    );
    return this.#listen({ link, targetPort: await this.#sink });
  }

  /** Ends every connection and stops listening. */
  close(): void {
    for (const connection of this.#connections) connection.destroy();
    for (const server of this.#servers) server.close();
  }

  #update(): void {
    for (const connection of this.#connections) connection.update();
  }

  #accept(near: Socket, route: LinkRoute): void {
    const connection: Connection = new Connection({
      near,
      link: route.link,
      targetPort: route.targetPort,
      cuts: this.#cuts,
      timingOf: (link) => this.#timingOf(link),
      onClosed: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
  }

  #timingOf(link: LinkId): LinkTiming {
    return {
      nowMs: () => this.#clock.nowMs(),
      after: (ms, then) => this.#clock.after(ms, then),
      leavesAtMs: (bytes) => this.#shapes.leavesAtMs(link, bytes),
      shaped: () => this.#shapes.shaped(link),
    };
  }

  async #listen(route: LinkRoute): Promise<number> {
    return listen(
      createServer({ pauseOnConnect: true, allowHalfOpen: true }, (near) => this.#accept(near, route)),
      this.#servers,
    );
  }
}

async function listen(server: Server, kept: Server[]): Promise<number> {
  kept.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port for a link");
  return bound.port;
}

function takeAll(socket: Socket): void {
  socket.on("error", () => undefined); // whoever measures has gone
  socket.on("end", () => socket.end());
  socket.resume();
}
