// kubelet's back-off for containers that keep dying: none at first, then 10 s, doubled each time up to 5 min, and
// forgotten once a container ran for 10 min.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy

import type { NodeId } from "../../base/ids.ts";

const firstMs = 10_000;
const longestMs = 300_000;
const forgottenAfterMs = 600_000;

export class RestartBackOff {
  readonly #kills = new Map<NodeId, { readonly count: number; readonly restartedAtMs: number }>();

  /** Counts a kill of the node at `nowMs` and tells how long its restart waits. */
  nextMs(options: { node: NodeId; nowMs: number }): number {
    const last = this.#kills.get(options.node);
    const count = last === undefined || options.nowMs - last.restartedAtMs >= forgottenAfterMs ? 0 : last.count;
    const waitMs = count === 0 ? 0 : Math.min(longestMs, firstMs * 2 ** (count - 1));
    this.#kills.set(options.node, { count: count + 1, restartedAtMs: options.nowMs + waitMs });
    return waitMs;
  }
}
