import { assert, present } from "../../../base/assert.ts";
import type { Clock } from "../../../base/clock.ts";
import type { LinkControl, LinkId } from "../../../model/node.ts";
import { type DrivenProcess, startDrivenProcess } from "../../../platform/driven-process.ts";
import { linkKey } from "./cut-book.ts";
import type { LinkCommand } from "./link-messages.ts";
import type { LinkRoute } from "./link-proxy.ts";

/** The running link proxy. Dispose ends it, and with it every connection between the nodes. */
export interface StartedLinks extends AsyncDisposable {
  readonly control: LinkControl;
  readonly pid: number;
  /** Resolves when the proxy is gone, wanted or not. Never rejects. */
  readonly gone: Promise<void>;
}

/** Starts the proxy process and opens a port for every route. */
export async function startLinks(options: {
  routes: readonly LinkRoute[];
  clock: Clock;
  env: Readonly<Record<string, string>>;
  logFile: string;
}): Promise<StartedLinks> {
  const { routes, ...rest } = options;
  const proxy: LinkProxyProcess = await startDrivenProcess({
    ...rest,
    name: "the link proxy",
    program: new URL("./link-proxy-main.ts", import.meta.url),
    first: { type: "open", routes },
  });
  const portByLink = new Map(routes.map((route, index) => [linkKey(route.link), proxy.opened[index]]));
  return {
    control: controlOf({ proxy, portByLink }),
    pid: proxy.pid,
    gone: proxy.gone,
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

type LinkProxyProcess = DrivenProcess<LinkCommand, readonly number[]>;

function controlOf(options: {
  proxy: LinkProxyProcess;
  portByLink: ReadonlyMap<string, number | undefined>;
}): LinkControl {
  const { proxy, portByLink } = options;
  return {
    async cut(cut, links) {
      for (const link of links) assert(portByLink.has(linkKey(link)), `there is no link ${describe(link)}`);
      await proxy.ask({ type: "cut", cut, links });
    },
    async shape(name, links, shape) {
      for (const link of links) assert(portByLink.has(linkKey(link)), `there is no link ${describe(link)}`);
      await proxy.ask({ type: "shape", name, links, shape });
    },
    async unshape(name) {
      await proxy.ask({ type: "unshape", name });
    },
    async measurePort(link) {
      const [port] = await proxy.ask({ type: "measure", link });
      return present(port, `the measuring port of link ${describe(link)}`);
    },
    async heal(cut) {
      await proxy.ask({ type: "heal", cut });
    },
    dialPort: (link) => present(portByLink.get(linkKey(link)), `the port of link ${describe(link)}`),
  };
}

const describe = (link: LinkId): string => `${link.from} to ${link.to}`;
