// For tests: two listeners behind a proxy, and sockets whose every byte and end is recorded.

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { systemClock } from "../../../base/clock.ts";
import { nodeId } from "../../../base/ids.ts";
import { seededRandom } from "../../../base/random.ts";
import type { LinkId } from "../../../model/node.ts";
import { LinkProxy } from "./link-proxy.ts";

export const there: LinkId = { from: nodeId("a"), to: nodeId("b") };
export const back: LinkId = { from: nodeId("b"), to: nodeId("a") };
/** A link that no test cuts: what crosses it shows that the proxy has had its turns. */
const witness: LinkId = { from: nodeId("a"), to: nodeId("c") };

/** One end of a connection and all it has heard. */
export class Ear {
  readonly socket: Socket;
  bytes = 0;
  text = "";
  ending: "none" | "end" | "reset" = "none";
  readonly #listeners = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.bytes += chunk.length;
      if (this.text.length < 1000) this.text += chunk.toString("latin1");
      this.#tell();
    });
    socket.on("end", () => this.#finish("end"));
    socket.on("error", () => this.#finish("reset"));
  }

  /** Resolves when it has heard so much that the condition holds; the test's own timeout is the deadline. */
  async until(holds: (ear: Ear) => boolean): Promise<void> {
    while (!holds(this)) await new Promise<void>((resolve) => this.#listeners.add(resolve));
  }

  #finish(how: "end" | "reset"): void {
    this.ending = how;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}

/** A proxy with node b, which only listens, and node c, which echoes. */
export class LinkBench implements Disposable {
  readonly proxy = new LinkProxy({ clock: systemClock, random: seededRandom(1) });
  readonly #accepted: Ear[] = [];
  readonly #dialled: Socket[] = [];
  readonly #servers: Server[] = [];
  #ports: readonly number[] = [];

  static async open(): Promise<LinkBench> {
    const bench = new LinkBench();
    const listener = await bench.#serve((socket) => bench.#accepted.push(new Ear(socket)));
    const echo = await bench.#serve((socket) => socket.pipe(socket));
    const closed = await bench.#serve(() => undefined);
    bench.#servers.pop()?.close();
    bench.#ports = await bench.proxy.open([
      { link: there, targetPort: listener },
      { link: witness, targetPort: echo },
      { link: { from: nodeId("a"), to: nodeId("nobody") }, targetPort: closed },
    ]);
    return bench;
  }

  /** Connections that have reached node b. */
  get accepted(): number {
    return this.#accepted.length;
  }

  /** Dials b from a; resolves when the proxy has accepted. */
  async dial(): Promise<Ear> {
    return new Ear(await this.#connect(0));
  }

  async dialNobody(): Promise<Ear> {
    return new Ear(await this.#connect(2));
  }

  /** A connection from a to b with both its ends. */
  async pair(): Promise<{ near: Ear; far: Ear }> {
    const near = await this.dial();
    const index = this.#accepted.length;
    near.socket.write("hello");
    let far: Ear | undefined;
    while (far === undefined) {
      await this.turn();
      far = this.#accepted[index];
    }
    await far.until((ear) => ear.text === "hello");
    far.text = "";
    far.bytes = 0;
    return { near, far };
  }

  /** Several round trips over a link that is never cut: what could have crossed another link meanwhile, has. */
  async turn(): Promise<void> {
    const echoed = new Ear(await this.#connect(1));
    for (let trip = 1; trip <= 5; trip += 1) {
      echoed.socket.write("!");
      await echoed.until((ear) => ear.bytes >= trip);
    }
    echoed.socket.destroy();
  }

  [Symbol.dispose](): void {
    this.proxy.close();
    for (const socket of this.#dialled) socket.destroy();
    for (const ear of this.#accepted) ear.socket.destroy();
    for (const server of this.#servers) server.close();
  }

  async #connect(index: number): Promise<Socket> {
    const socket = connect({ host: "127.0.0.1", port: this.#ports[index] ?? 0, allowHalfOpen: true });
    this.#dialled.push(socket);
    await once(socket, "connect");
    return socket;
  }

  async #serve(accept: (socket: Socket) => void): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => undefined); // a test ends connections as it likes
      accept(socket);
    });
    this.#servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }
}
