import { createServer, type Server, type Socket } from "node:net";
import type { LinkId } from "../../../model/node.ts";
import { Connection } from "./connection.ts";
import { CutBook } from "./cut-book.ts";

/** A link and the port of loopback on which its `to` listens. */
export interface LinkRoute {
  readonly link: LinkId;
  readonly targetPort: number;
}

/** All links of a cluster: a listening port for each, and the book of cuts that decides what passes. */
export class LinkProxy {
  readonly #cuts = new CutBook();
  readonly #servers: Server[] = [];
  readonly #connections = new Set<Connection>();

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
      onClosed: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
  }

  async #listen(route: LinkRoute): Promise<number> {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (near) => this.#accept(near, route));
    this.#servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new Error(`no port for ${route.link.from}>${route.link.to}`);
    return bound.port;
  }
}
