// The proxy of one port of one pod. It is there as long as some fault needs it, in whichever namespace the pod has now.

import { assert } from "../../base/assert.ts";
import { errorText } from "../../base/errors.ts";
import type { HttpFault } from "../../model/fault-details.ts";
import type { PodControl } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { addRedirect, Redirect, removeRedirect } from "../../platform/http-proxy/redirect.ts";
import type { StartedHttpProxy, startHttpProxy } from "../../platform/http-proxy/start-http-proxy.ts";

export interface TapTools {
  readonly start: typeof startHttpProxy;
  readonly add: typeof addRedirect;
  readonly remove: typeof removeRedirect;
}

export interface TapOptions {
  /** Of the node, for what is told. */
  readonly node: string;
  readonly control: PodControl;
  readonly port: number;
  readonly scope: RunScope;
  readonly tools: TapTools;
}

/** Chaos Mesh takes what comes in through the pod's own device and leaves loopback alone. */
const device = "eth0";

export class HttpTap {
  readonly #options: TapOptions;
  readonly #faults = new Map<string, readonly HttpFault[]>();
  #open: { readonly proxy: StartedHttpProxy; readonly redirect: Redirect } | undefined;
  #renewals: Disposable | undefined;
  /** One change at a time. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: TapOptions) {
    this.#options = options;
  }

  /** Replaces the faults of that name; none takes them away, and the last of all takes the proxy away. */
  set(name: string, faults: readonly HttpFault[]): Promise<void> {
    return this.#inTurn(async () => {
      if (faults.length === 0) this.#faults.delete(name);
      else this.#faults.set(name, faults);
      if (this.#faults.size === 0) return this.#close();
      this.#renewals ??= this.#options.control.onNewNetns(() => this.#renew());
      if (this.#open === undefined) await this.#openTap();
      else await this.#open.proxy.gates[0]?.set(name, faults);
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined); // told to whoever asked for it
    return done;
  }

  async #openTap(): Promise<void> {
    const { control, port, scope, tools } = this.#options;
    const netns = control.netns();
    assert(netns !== undefined, "a node without a namespace was not objected to");
    const proxy = await tools.start({
      // The node's own address, which is reached through loopback: there the redirect does not take it.
      routes: [{ listen: { host: "0.0.0.0", port: 0 }, target: { host: control.address, port } }],
      through: ["nsenter", `--net=${netns}`, "--"],
      clock: scope.clock,
      env: scope.processMarks,
      logFile: `${scope.scratchDir}/http-proxy-${this.#options.node}-${port}.log`,
    });
    const redirect: Redirect = { netns, device, port, toPort: proxy.ports[0] ?? 0 };
    this.#open = { proxy, redirect };
    for (const [name, faults] of this.#faults) await proxy.gates[0]?.set(name, faults);
    await tools.add(redirect);
    void proxy.gone.then(() => this.#inTurn(() => this.#lost(proxy)));
  }

  /** Without its proxy the redirect would lead nowhere: the node is better off without the fault. */
  async #lost(proxy: StartedHttpProxy): Promise<void> {
    if (this.#open?.proxy !== proxy) return;
    const { node, scope, tools } = this.#options;
    const { redirect } = this.#open;
    this.#open = undefined;
    scope.events.emit({ type: "note", source: "chaos", text: `the HTTP proxy of ${node} ended by itself` });
    await tools.remove(redirect);
  }

  #renew(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#faults.size === 0) return;
      const old = this.#open;
      this.#open = undefined;
      // Its rule went with the namespace.
      await old?.proxy[Symbol.asyncDispose]();
      await this.#openTap();
    });
  }

  async #close(): Promise<void> {
    const { tools, scope, node } = this.#options;
    const open = this.#open;
    this.#renewals?.[Symbol.dispose]();
    this.#renewals = undefined;
    if (open === undefined) return;
    await tools.remove(open.redirect);
    this.#open = undefined;
    // Connections that lead through it may have their last answer.
    await open.proxy.drain().catch((error: unknown) => {
      scope.events.emit({ type: "note", source: "chaos", text: `HTTP proxy of ${node}: ${errorText(error)}` });
    });
    await open.proxy[Symbol.asyncDispose]();
  }
}
