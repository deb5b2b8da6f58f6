// A road of known length: what a client sends through it reaches the node `delayMs` later, and so does the answer.
// A dial is delayed by the first bytes only, because loopback accepts before anybody is asked; a request and its answer
// take two delays, as over a network whose connections are kept open.

import { connect, createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../../base/clock.ts";
import { DelayLine } from "./delay-line.ts";

export interface RelayTarget {
  readonly host: string;
  readonly port: number;
}

export class Relay {
  readonly #delayMs: number;
  readonly #clock: Clock;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  constructor(options: { delayMs: number; clock: Clock }) {
    this.#delayMs = options.delayMs;
    this.#clock = options.clock;
  }

  /** Listens on loopback for each target; the ports come back in the same order. */
  async open(targets: readonly RelayTarget[]): Promise<number[]> {
    return Promise.all(targets.map((target) => this.#listen(target)));
  }

  close(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #listen(target: RelayTarget): Promise<number> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => this.#accept(near, target));
    this.#servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new Error(`no port for a relay to ${target.port}`);
    return bound.port;
  }

  #accept(near: Socket, target: RelayTarget): void {
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true });
    const road = { delayMs: this.#delayMs, clock: this.#clock };
    new DelayLine({ source: near, sink: far, ...road });
    new DelayLine({ source: far, sink: near, ...road });
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    }
  }
}
