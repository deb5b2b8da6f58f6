import { fileURLToPath } from "node:url";
import { assert, present } from "../../../base/assert.ts";
import type { Clock } from "../../../base/clock.ts";
import { EnvironmentError } from "../../../base/errors.ts";
import { within } from "../../../base/poll.ts";
import type { LinkControl, LinkId } from "../../../model/node.ts";
import { killPid, type StartedProcess, startProcess } from "../../../platform/processes.ts";
import { linkKey } from "./cut-book.ts";
import type { LinkCommand, LinkReply, LinkRequest } from "./link-messages.ts";
import type { LinkRoute } from "./link-proxy.ts";

/** The running link proxy. Dispose ends it, and with it every connection between the nodes. */
export interface StartedLinks extends AsyncDisposable {
  readonly control: LinkControl;
  readonly pid: number;
  /** Resolves when the proxy is gone, wanted or not. Never rejects. */
  readonly gone: Promise<void>;
}

const answerWithinMs = 2000;
/** The first answer waits for Node itself to start, on a machine that is busy starting a cluster. */
const openWithinMs = 15_000;
const exitWithinMs = 1000;

/** Starts the proxy process and opens a port for every route. */
export async function startLinks(options: {
  routes: readonly LinkRoute[];
  clock: Clock;
  env: Readonly<Record<string, string>>;
  logFile: string;
}): Promise<StartedLinks> {
  const { clock } = options;
  const proxy = await startProcess({
    command: process.execPath,
    args: [fileURLToPath(new URL("./link-proxy-main.ts", import.meta.url))],
    env: options.env,
    logFile: options.logFile,
    ipc: true,
  });
  const end = () => endProxy(proxy, clock);
  try {
    const requests = new Requests(proxy, clock);
    const ports = await requests.send({ type: "open", routes: options.routes }, openWithinMs);
    const portByLink = new Map(options.routes.map((route, index) => [linkKey(route.link), ports[index]]));
    return {
      control: controlOf({ requests, portByLink }),
      pid: proxy.pid,
      gone: proxy.exited.then(() => undefined),
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function controlOf(options: { requests: Requests; portByLink: ReadonlyMap<string, number | undefined> }): LinkControl {
  const { requests, portByLink } = options;
  return {
    async cut(cut, links) {
      for (const link of links) assert(portByLink.has(linkKey(link)), `there is no link ${describe(link)}`);
      await requests.send({ type: "cut", cut, links }, answerWithinMs);
    },
    async heal(cut) {
      await requests.send({ type: "heal", cut }, answerWithinMs);
    },
    dialPort: (link) => present(portByLink.get(linkKey(link)), `the port of link ${describe(link)}`),
  };
}

const describe = (link: LinkId): string => `${link.from} to ${link.to}`;

/** Matches the proxy's answers to what was asked. */
class Requests {
  readonly #proxy: StartedProcess;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, (reply: LinkReply) => void>();
  #nextId = 1;

  constructor(proxy: StartedProcess, clock: Clock) {
    this.#proxy = proxy;
    this.#clock = clock;
    proxy.child.on("message", (message) => {
      const reply = message as LinkReply;
      this.#waiting.get(reply.id)?.(reply);
    });
  }

  async send(command: LinkCommand, withinMs: number): Promise<readonly number[]> {
    const request: LinkRequest = { id: this.#nextId++, command };
    const gone = this.#proxy.exited.then((): LinkReply => ({ id: request.id, ok: false, error: "it is not running" }));
    const answered = new Promise<LinkReply>((resolve) => {
      this.#waiting.set(request.id, resolve);
      // The channel closes a moment before or after the exit is known; either way the proxy is gone.
      this.#proxy.child.send(request, (error) => error !== null && resolve(gone));
    });
    try {
      const awaited = `the link proxy to carry out "${command.type}"`;
      const reply = await within({ clock: this.#clock, awaited, withinMs }, Promise.race([gone, answered]));
      if (reply.ok) return reply.ports;
      throw new EnvironmentError({ message: `the link proxy could not carry out "${command.type}": ${reply.error}` });
    } finally {
      this.#waiting.delete(request.id);
    }
  }
}

async function endProxy(proxy: StartedProcess, clock: Clock): Promise<void> {
  if (proxy.child.connected) proxy.child.disconnect();
  const awaited = "the link proxy to end";
  try {
    await within({ clock, awaited, withinMs: exitWithinMs }, proxy.exited);
  } catch {
    // It hangs, or is stopped: it holds nothing that is worth a second chance.
    killPid(proxy.pid, "SIGKILL");
    await within({ clock, awaited, withinMs: exitWithinMs }, proxy.exited);
  }
}
