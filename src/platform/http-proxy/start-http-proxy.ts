import type { Clock } from "../../base/clock.ts";
import type { HttpGate } from "../../model/node.ts";
import { startDrivenProcess } from "../driven-process.ts";
import { type HttpCommand, type HttpRoute, toMessage } from "./http-messages.ts";

/** A running proxy. Dispose ends it, and with it every connection that still leads through it. */
export interface StartedHttpProxy extends AsyncDisposable {
  readonly pid: number;
  /** In the order of the routes, as the ports. */
  readonly gates: readonly HttpGate[];
  readonly ports: readonly number[];
  /** Lets connections end in their own time, for a while; takes no further one. */
  drain(): Promise<void>;
  /** Resolves when the proxy is gone, wanted or not. Never rejects. */
  readonly gone: Promise<void>;
}

export interface HttpProxyOptions {
  readonly routes: readonly HttpRoute[];
  readonly clock: Clock;
  /** Carries the run's marks. */
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** What the program is started through, such as `nsenter --net=... --`. */
  readonly through?: readonly string[];
}

const drainWithinMs = 500;
/** The proxy bounds the drain itself; its answer comes a little later. */
const drainedWithinMs = 2500;

/** Starts the proxy process and opens a port for every route. */
export async function startHttpProxy({ routes, ...options }: HttpProxyOptions): Promise<StartedHttpProxy> {
  const proxy = await startDrivenProcess<HttpCommand, readonly number[]>({
    ...options,
    name: "the HTTP proxy",
    program: new URL("./http-proxy-main.ts", import.meta.url),
    first: { type: "open", routes },
  });
  return {
    pid: proxy.pid,
    ports: proxy.opened,
    gates: routes.map((_, route) => ({
      async set(name, faults) {
        await proxy.ask({ type: "set", route, name, faults: faults.map(toMessage) });
      },
    })),
    async drain() {
      await proxy.ask({ type: "drain", withinMs: drainWithinMs }, drainedWithinMs);
    },
    gone: proxy.gone,
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
