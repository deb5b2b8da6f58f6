// Looks at every node on a fixed grid, whatever the node does: one JSON-RPC batch a look, several looks in flight at
// a node that does not answer, so that the moment it answers again is seen as soon as it happens.

import type { ClusterNode } from "../model/node.ts";
import type { RunScope } from "../model/run-scope.ts";
import { type RpcAnswer, type RpcCall, type RpcClient, resultOf } from "../platform/rpc.ts";
import { type FinalityQuestion, finalityCall, watchFinality } from "./ask-finality.ts";
import type { BlockTracker } from "./block-tracker.ts";
import { quantity } from "./parse-block.ts";

const look: readonly RpcCall[] = [
  { method: "eth_getBlockByNumber", params: ["latest", false] },
  { method: "net_peerCount", params: [] },
  { method: "eth_syncing", params: [] },
  { method: "txpool_status", params: [] },
];

export interface ProbeOptions {
  readonly nodes: readonly ClusterNode[];
  readonly observers: ReadonlySet<string>;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly scope: RunScope;
  readonly tracker: BlockTracker;
  readonly clientOf: (node: ClusterNode) => RpcClient;
}

/** Starts probing. Dispose to stop; answers that are still on their way are then not recorded. */
export function probeNodes(options: ProbeOptions): Disposable {
  const { clock } = options.scope;
  const inFlightMax = Math.ceil(options.timeoutMs / options.everyMs) + 1;
  const lateMs = options.everyMs / 2;
  let stopped = false;
  const inFlight = new Map<string, number>();
  const finality = watchFinality(options.scope);
  const tick = async (node: ClusterNode) => {
    const running = inFlight.get(node.id) ?? 0;
    if (running >= inFlightMax) return;
    inFlight.set(node.id, running + 1);
    const askedAtMs = options.scope.sinceStartMs();
    const question = finality.questionFor(node);
    const calls = question === undefined ? look : [...look, finalityCall];
    const answers = await options.clientOf(node).batch(calls, options.timeoutMs);
    inFlight.set(node.id, (inFlight.get(node.id) ?? 1) - 1);
    if (!stopped) await record(options, { node, askedAtMs, answers, question });
  };
  const timer = clock.every(options.everyMs, (late) => {
    if (late > lateMs) {
      options.scope.events.emit({ type: "harness.lagged", source: "observe", what: "probes", lateMs: late });
    }
    for (const node of options.nodes) void tick(node);
  });
  return {
    [Symbol.dispose]() {
      stopped = true;
      timer[Symbol.dispose]();
    },
  };
}

async function record(
  options: ProbeOptions,
  seen: {
    node: ClusterNode;
    askedAtMs: number;
    answers: readonly RpcAnswer[];
    question: FinalityQuestion | undefined;
  },
): Promise<void> {
  const { events } = options.scope;
  const atMs = options.scope.sinceStartMs();
  const base = { type: "probe.sampled", source: "observe", node: seen.node.id, askedAtMs: seen.askedAtMs } as const;
  seen.question?.answered(seen.answers[look.length]);
  const sample = readSample(seen.answers);
  if ("error" in sample) {
    events.emit({ ...base, answered: false, error: sample.error }, { atMs });
    return;
  }
  events.emit({ ...base, answered: true, ...sample }, { atMs });
  const observer = options.observers.has(seen.node.id);
  await options.tracker.sawHead({ node: seen.node, hash: sample.hash, atMs, observer });
}

interface Sample {
  readonly height: number;
  readonly hash: string;
  readonly peers: number | null;
  readonly syncing: boolean;
  readonly pending: number | null;
}

/** Reads the answers of one look. Only the head is indispensable; a client may lack the other methods. */
export function readSample(answers: readonly RpcAnswer[]): Sample | { readonly error: string } {
  const [head, peers, syncing, pool] = answers;
  if (head === undefined || head.kind !== "result") return { error: describeFailure(head) };
  const block = head.result as Record<string, unknown> | null;
  if (typeof block?.["hash"] !== "string") return { error: "no head" };
  const status = optional(pool) as Record<string, unknown> | undefined;
  return {
    height: quantity(block["number"]),
    hash: block["hash"],
    peers: orNull(quantity(optional(peers))),
    syncing: typeof optional(syncing) === "object",
    pending: orNull(quantity(status?.["pending"])),
  };
}

function describeFailure(answer: RpcAnswer | undefined): string {
  if (answer === undefined) return "no answer";
  if (answer.kind === "error") return `${answer.message} (${answer.code})`;
  return answer.kind === "result" ? "no head" : answer.reason;
}

function optional(answer: RpcAnswer | undefined): unknown {
  return answer === undefined || answer.kind !== "result" ? undefined : resultOf(answer);
}

const orNull = (value: number) => (Number.isFinite(value) ? value : null);
