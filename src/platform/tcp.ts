// Looks at TCP ports of this machine from outside: is somebody listening, does the other end still answer.

import net from "node:net";
import type { Clock } from "../base/clock.ts";

const loopback = "127.0.0.1";

export type ConnectOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused" }
  /** Neither accepted nor refused in time, as when packets are dropped. */
  | { readonly kind: "timeout" }
  | { readonly kind: "failed"; readonly reason: string };

/** Connects to a port, of loopback unless told otherwise, tells what came of it, and closes the connection. Never throws. */
export function connectOutcome(options: {
  host?: string;
  port: number;
  withinMs: number;
  clock: Clock;
}): Promise<ConnectOutcome> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: options.host ?? loopback, port: options.port });
    const finish = (outcome: ConnectOutcome) => {
      timer[Symbol.dispose]();
      socket.destroy();
      resolve(outcome);
    };
    const timer = options.clock.after(options.withinMs, () => finish({ kind: "timeout" }));
    socket.once("connect", () => finish({ kind: "accepted" }));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      finish(
        error.code === "ECONNREFUSED" ? { kind: "refused" } : { kind: "failed", reason: error.code ?? String(error) },
      );
    });
  });
}

export interface TcpAnswer {
  /** data: it sent something. closed, reset: it ended the connection. refused: nobody listens. */
  readonly kind: "data" | "closed" | "reset" | "refused" | "failed";
  /** On the clock that was given. */
  readonly atMs: number;
  readonly reason?: string;
}

/** A connection with something sent into it. Disposing closes it; the answer then stays pending. */
export interface TcpProbe extends Disposable {
  /** The first thing that came back. Stays pending while there is silence. Never rejects. */
  readonly answer: Promise<TcpAnswer>;
}

/** Connects to a loopback port and sends `payload`; a connection that is never accepted is silence as well. */
export function openTcpProbe(options: { port: number; payload: Uint8Array; clock: Clock }): TcpProbe {
  const socket = net.connect({ host: loopback, port: options.port });
  const answer = new Promise<TcpAnswer>((resolve) => {
    const come = (kind: TcpAnswer["kind"], reason?: string) =>
      resolve({ kind, atMs: options.clock.nowMs(), ...(reason === undefined ? {} : { reason }) });
    socket.once("data", () => come("data"));
    socket.once("end", () => come("closed"));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") come("refused");
      else if (error.code === "ECONNRESET" || error.code === "EPIPE") come("reset");
      else come("failed", error.code ?? String(error));
    });
  });
  socket.write(options.payload);
  return { answer, [Symbol.dispose]: () => socket.destroy() };
}

/**
 * Sends so many bytes to a loopback port and ends; resolves to the milliseconds from the first byte until the other end
 * has hung up too, which it does after the last byte. Undefined when that took too long, or failed. Never throws.
 */
export function transferTime(options: {
  port: number;
  bytes: number;
  withinMs: number;
  clock: Clock;
}): Promise<number | undefined> {
  const { clock } = options;
  return new Promise((resolve) => {
    const socket = net.connect({ host: loopback, port: options.port });
    let startedAtMs = clock.nowMs();
    const finish = (ms: number | undefined) => {
      timer[Symbol.dispose]();
      socket.destroy();
      resolve(ms);
    };
    const timer = clock.after(options.withinMs, () => finish(undefined));
    socket.on("error", () => finish(undefined));
    socket.on("end", () => finish(clock.nowMs() - startedAtMs));
    socket.resume();
    socket.once("connect", () => {
      startedAtMs = clock.nowMs();
      socket.end(Buffer.alloc(options.bytes));
    });
  });
}
