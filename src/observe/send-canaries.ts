// Probe transactions at a fixed rate, each from an account of its own, so that one that is lost cannot hold up the
// next. They are the service as a client feels it: intended send to first sighting in a block.

import type { ClusterNode } from "../model/node.ts";
import type { RunScope } from "../model/run-scope.ts";
import type { RpcAnswer, RpcClient } from "../platform/rpc.ts";
import type { BlockTracker } from "./block-tracker.ts";
import { WaitingCanaries } from "./waiting-canaries.ts";

/** A transaction signed beforehand. */
export interface SignedCanary {
  readonly raw: string;
  readonly hash: string;
  readonly from: string;
  readonly nonce: number;
}

export interface CanaryOptions {
  /** Used in order; when they are used up no more are sent. Sized by the plan's longest run. */
  readonly canaries: readonly SignedCanary[];
  readonly perSecond: number;
  /** Canary i goes to node i modulo their number. */
  readonly through: readonly ClusterNode[];
  readonly timeoutMs: number;
  readonly scope: RunScope;
  readonly tracker: BlockTracker;
  readonly clientOf: (node: ClusterNode) => RpcClient;
}

export interface Canaries extends Disposable {
  /** Sent, not yet seen in a block. */
  outstanding(): readonly { readonly intendedAtMs: number }[];
  /** Stops sending; those still outstanding can still be included. */
  stop(): void;
  /** Records the outstanding ones as given up. */
  giveUp(): void;
}

/** Starts sending. Dispose to stop. */
export function sendCanaries(options: CanaryOptions): Canaries {
  const { scope } = options;
  const waiting = new WaitingCanaries(scope);
  options.tracker.onObserved((seen) => waiting.resolve(seen));
  const periodMs = 1000 / options.perSecond;
  const startedAtMs = scope.sinceStartMs();
  let next = 0;
  const timer = scope.clock.every(periodMs, () => {
    // Every grid point up to now is due: a late timer sends what it owes, with the time it was intended.
    const due = Math.floor((scope.sinceStartMs() - startedAtMs) / periodMs);
    for (; next < due; next++) {
      void send({ ...options, waiting, id: next, intendedAtMs: startedAtMs + (next + 1) * periodMs });
    }
  });
  const stop = () => timer[Symbol.dispose]();
  return {
    outstanding: () => waiting.all(),
    stop,
    giveUp: () => waiting.giveUp(),
    [Symbol.dispose]: stop,
  };
}

async function send(
  options: CanaryOptions & { waiting: WaitingCanaries; id: number; intendedAtMs: number },
): Promise<void> {
  const { scope, id, intendedAtMs } = options;
  const canary = options.canaries[id];
  const node = options.through[id % options.through.length];
  if (canary === undefined || node === undefined) return;
  const { raw, hash, from, nonce } = canary;
  options.waiting.add(hash, { id, intendedAtMs });
  const sentAtMs = scope.sinceStartMs();
  const answer = await options.clientOf(node).call("eth_sendRawTransaction", [raw], options.timeoutMs);
  const { outcome, error } = readOutcome(answer);
  const sent = { id, node: node.id, hash, from, nonce, intendedAtMs, sentAtMs, outcome };
  scope.events.emit({ type: "canary.sent", source: "observe", ...sent, ...(error === undefined ? {} : { error }) });
}

/** A refused connection and a JSON-RPC error are certain; a timeout or a reset is not. */
export function readOutcome(answer: RpcAnswer): { outcome: "ok" | "rejected" | "unknown"; error: string | undefined } {
  switch (answer.kind) {
    case "result":
      return { outcome: "ok", error: undefined };
    case "error":
      return { outcome: "rejected", error: `${answer.message} (${answer.code})` };
    case "unreachable":
      return { outcome: "rejected", error: answer.reason };
    case "unknown":
      return { outcome: "unknown", error: answer.reason };
  }
}
