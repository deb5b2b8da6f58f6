import type { NodeId } from "../../base/ids.ts";
import type { ClockId } from "../../model/fault-details.ts";
import type { ClusterNode, WallClock } from "../../model/node.ts";
import { lifecycleOf } from "../../model/node.ts";
import type { Offsets } from "../evidence/clock-evidence.ts";

/**
 * Which faults move which node's clocks. Several on one node add up, as in Chaos Mesh
 * (https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/pkg/time/time_linux.go, `Merge`), but clock by clock: there the
 * sum of all offsets is given to every clock that any of them names.
 */
export class ClockBook {
  readonly #moves = new Map<NodeId, Map<symbol, Offsets>>();
  readonly #lanes = new Map<NodeId, Promise<unknown>>();

  /** Undefined takes the fault's offsets away. */
  async set(node: ClusterNode, options: { fault: symbol; offsets: Offsets | undefined }): Promise<void> {
    const moves = this.#moves.get(node.id) ?? new Map<symbol, Offsets>();
    this.#moves.set(node.id, moves);
    if (options.offsets === undefined) moves.delete(options.fault);
    else moves.set(options.fault, options.offsets);
    await this.#tell(node);
  }

  /** What the node's clocks should be off by now. */
  total(node: NodeId): Offsets {
    const sum: Partial<Record<ClockId, number>> = {};
    for (const offsets of this.#moves.get(node)?.values() ?? []) {
      for (const [id, offsetMs] of Object.entries(offsets) as [ClockId, number][]) sum[id] = (sum[id] ?? 0) + offsetMs;
    }
    return sum;
  }

  /** One at a time per node, each with the sum as it then is: the last one told is the newest. */
  #tell(node: ClusterNode): Promise<void> {
    const turn = (this.#lanes.get(node.id) ?? Promise.resolve()).then(() =>
      wallClockOf(node)?.set(this.total(node.id)),
    );
    // The caller has the error; the next in the lane must not.
    this.#lanes.set(
      node.id,
      turn.catch(() => undefined),
    );
    return turn;
  }
}

/** Undefined for a node that was not started so that its clock could be moved. */
export function wallClockOf(node: ClusterNode): WallClock | undefined {
  return lifecycleOf(node)?.wallClock;
}
