// What a node calls final, asked along with a look at it, about once a second. Proof of authority has no such thing:
// a client that answers the tag with an error is asked once more, and then no longer.
// https://github.com/ethereum/execution-apis/blob/main/src/schemas/block.yaml

import type { ClusterNode } from "../model/node.ts";
import type { RunScope } from "../model/run-scope.ts";
import type { RpcAnswer, RpcCall } from "../platform/rpc.ts";
import { quantity } from "./parse-block.ts";

const everyMs = 1000;
const refusalsMax = 2;

export const finalityCall: RpcCall = { method: "eth_getBlockByNumber", params: ["finalized", false] };

export interface FinalityQuestion {
  /** Takes the answer; undefined when there was none. */
  answered(answer: RpcAnswer | undefined): void;
}

export interface FinalityWatch {
  /** Undefined when it is not the time to ask this node. A question that is out keeps the next one back. */
  questionFor(node: ClusterNode): FinalityQuestion | undefined;
}

/** Emits finality.sampled for every answer. */
export function watchFinality(scope: Pick<RunScope, "events" | "sinceStartMs">): FinalityWatch {
  const states = new Map<string, { nextAtMs: number; isOut: boolean; refusals: number }>();
  return {
    questionFor(node) {
      const nowMs = scope.sinceStartMs();
      const state = states.get(node.id) ?? { nextAtMs: nowMs, isOut: false, refusals: 0 };
      states.set(node.id, state);
      // One at a time: of two that overtake each other the older would look like finality taken back.
      if (state.isOut || state.refusals >= refusalsMax || nowMs < state.nextAtMs) return undefined;
      state.isOut = true;
      state.nextAtMs = nowMs + everyMs;
      return {
        answered(answer) {
          state.isOut = false;
          if (answer?.kind === "error") state.refusals += 1;
          const block = answer?.kind === "result" ? (answer.result as Record<string, unknown> | null) : null;
          const hash = block?.["hash"];
          if (typeof hash !== "string") return; // nothing is final yet, or the node is away
          const height = quantity(block?.["number"]);
          scope.events.emit({ type: "finality.sampled", source: "observe", node: node.id, height, hash });
        },
      };
    },
  };
}
