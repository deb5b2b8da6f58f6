// One connection that node i dialled to node j, through the port that belongs to the link i -> j.
//
//   dialler i                     proxy                      listener j
//            ---bytes---> near ==[gate i -> j]==> far ---bytes--->
//            <--bytes---- near <==[gate j -> i]== far <--bytes----
//
//   gate i -> j   shut when a cut names i -> j, unacknowledged when one names j -> i, else open; and the other way round
//
// A held sender notices nothing but silence, as with dropped packets. Two differences to packets remain. A new dial is
// accepted and held, where a lost SYN would let the dialler hang before "connected". And held bytes cross as soon as the
// link heals, where TCP would wait for its next retransmission, which after a long cut is seconds later.

import { connect, type Socket } from "node:net";
import type { LinkId } from "../../../model/node.ts";
import { type CutBook, reverseOf } from "./cut-book.ts";
import { Flow, type Gate } from "./flow.ts";
import type { LinkTiming } from "./link-timing.ts";

export interface ConnectionOptions {
  /** Accepted with `pauseOnConnect` and `allowHalfOpen`. */
  readonly near: Socket;
  readonly link: LinkId;
  readonly targetPort: number;
  readonly cuts: CutBook;
  readonly timingOf: (link: LinkId) => LinkTiming;
  readonly onClosed: () => void;
}

export class Connection {
  readonly #options: ConnectionOptions;
  #far: Socket | undefined;
  #flows: { readonly there: Flow; readonly back: Flow } | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    options.near.setNoDelay(true);
    options.near.on("error", () => this.#diallerLost());
    options.near.on("close", () => this.#closed());
    this.update();
  }

  /** Looks into the books of cuts and shapes again; call after every change of them. */
  update(): void {
    const { link, cuts } = this.#options;
    const there = gateOf(link, cuts);
    const back = gateOf(reverseOf(link), cuts);
    this.#flows?.there.setGate(there);
    this.#flows?.back.setGate(back);
    this.#flows?.there.updateShape();
    this.#flows?.back.updateShape();
    // A handshake needs both ways.
    if (this.#far === undefined && there === "open" && back === "open") this.#dial();
  }

  destroy(): void {
    this.#options.near.destroy();
    this.#far?.destroy();
  }

  #dial(): void {
    const { near, link, cuts, targetPort, timingOf } = this.#options;
    const far = connect({ host: "127.0.0.1", port: targetPort, allowHalfOpen: true, noDelay: true });
    this.#far = far;
    // Nobody listens there, because the node is down: the dialler hears what it would hear without a proxy.
    far.on("error", () => {
      if (this.#flows === undefined) near.resetAndDestroy();
    });
    far.on("close", () => this.#closed());
    far.on("connect", () => {
      this.#flows = {
        there: new Flow({ source: near, sink: far, gate: gateOf(link, cuts), timing: timingOf(link) }),
        back: new Flow({
          source: far,
          sink: near,
          gate: gateOf(reverseOf(link), cuts),
          timing: timingOf(reverseOf(link)),
        }),
      };
    });
  }

  /** Before the flows are there, nobody else tells the far side. */
  #diallerLost(): void {
    if (this.#flows === undefined) this.#far?.destroy();
  }

  #closed(): void {
    if (this.#options.near.destroyed && (this.#far?.destroyed ?? true)) this.#options.onClosed();
  }
}

function gateOf(link: LinkId, cuts: CutBook): Gate {
  if (!cuts.passes(link)) return "shut";
  return cuts.passes(reverseOf(link)) ? "open" : "unacknowledged";
}
