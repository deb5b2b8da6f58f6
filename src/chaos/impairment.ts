// What faults take away from a cluster while they last, and who currently takes what.

import { assertNever } from "../base/assert.ts";
import type { NodeId } from "../base/ids.ts";
import type { FaultSpec } from "../model/fault.ts";

export type Impairment =
  /** These nodes are down, for a moment or until the fault is undone. */
  | { readonly kind: "down"; readonly fault: string; readonly nodes: readonly NodeId[] }
  /** These nodes go on, but slower, at another time, or with answers that are not theirs. */
  | { readonly kind: "degraded"; readonly fault: string; readonly nodes: readonly NodeId[] }
  /** No node of one side reaches a node of the other. A cut in one direction counts as one in both: TCP needs both. */
  | {
      readonly kind: "split";
      readonly fault: string;
      readonly sides: readonly [readonly NodeId[], readonly NodeId[]];
    };

/** What a fault would take away from its targets. */
export function impairmentOf(options: {
  /** The fault's name in the plan. */
  name: string;
  spec: FaultSpec;
  sources: readonly NodeId[];
  peers: readonly NodeId[];
}): Impairment {
  const { action } = options.spec;
  const { kind } = action;
  switch (kind) {
    case "PodChaos":
      return { kind: "down", fault: options.name, nodes: options.sources };
    case "NetworkChaos":
      if (action.action !== "partition") return { kind: "degraded", fault: options.name, nodes: options.sources };
      // Without a target there is no other side to count: the sources are as good as gone to everybody.
      if (action.target === undefined && action.externalTargets.length === 0) {
        return { kind: "down", fault: options.name, nodes: options.sources };
      }
      return { kind: "split", fault: options.name, sides: [options.sources, options.peers] };
    case "StressChaos":
    case "TimeChaos":
    case "HTTPChaos":
    case "DNSChaos":
      return { kind: "degraded", fault: options.name, nodes: options.sources };
    case "unsupported":
      return { kind: "down", fault: options.name, nodes: [] };
    default:
      return assertNever(kind);
  }
}

/** The impairments of all faults that are going on; shared by all faults of a run. */
export class ImpairmentRegistry {
  readonly #current = new Set<Impairment>();

  get current(): readonly Impairment[] {
    return [...this.#current];
  }

  /** Adds one; disposing takes it away again. Check the limits and add without awaiting in between. */
  add(impairment: Impairment): Disposable {
    this.#current.add(impairment);
    return { [Symbol.dispose]: () => this.#current.delete(impairment) };
  }
}
