// A process is gone when its pid is gone and nobody accepts connections on its RPC port; it is back when a process
// with another pid answers JSON-RPC. A proxy before that port refuses as soon as the node does, a look or two later.

import { assert } from "../../base/assert.ts";
import { poll } from "../../base/poll.ts";
import type { Evidence, Observation } from "../../model/fault.ts";
import type { ClusterNode, NodeLifecycle } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { RpcAnswer } from "../../platform/rpc.ts";
import type { ConnectOutcome } from "../../platform/tcp.ts";
import { evidenceOf } from "./combine.ts";
import type { Outside } from "./outside.ts";

/** A node as it was before the fault. */
export interface Victim {
  readonly node: ClusterNode;
  readonly control: NodeLifecycle;
  readonly pidBefore: number;
}

export interface LookOptions {
  readonly victim: Victim;
  readonly outside: Outside;
  readonly scope: RunScope;
}

const downPollMs = 5;
const downWithinMs = 5000;
const upPollMs = 50;
const upWithinMs = 30_000;
/** A run that is being aborted does not wait the full time for a node to answer again. */
const upWithinMsAfterAbort = 5000;
const oneLookMs = 1000;

/** Waits until the node is gone, seen from outside; stops looking when `signal` is aborted. Never rejects. */
export function watchDown(options: LookOptions & { signal: AbortSignal }): Promise<Evidence> {
  const { victim, outside } = options;
  const { hostname: host, port: portText } = new URL(victim.node.endpoints.rpcUrl);
  const place = { host, port: Number(portText) };
  // A process that is asked to end closes its ports first. From outside it is gone from then on, once the rest follows.
  let refusedSinceMs: number | undefined;
  const look = async (): Promise<Observation[]> => {
    const running = outside.isRunning(victim.pidBefore);
    const connected = await outside.connect(place, oneLookMs);
    refusedSinceMs = connected.kind === "refused" ? (refusedSinceMs ?? options.scope.sinceStartMs()) : undefined;
    return [
      {
        what: `process ${victim.pidBefore} of ${victim.node.id}`,
        expected: "gone",
        found: running ? "running" : "gone",
        asExpected: !running,
      },
      {
        what: `connection to the RPC port of ${victim.node.id}`,
        expected: "refused",
        found: connectText(connected),
        asExpected: connected.kind === "refused",
      },
    ];
  };
  const rhythm = { everyMs: downPollMs, withinMs: downWithinMs, signal: options.signal };
  const sinceMs = () => refusedSinceMs ?? options.scope.sinceStartMs();
  return lookUntilAsExpected({ ...options, ...rhythm, awaited: `${victim.node.id} to be gone`, look, sinceMs });
}

/** Waits until the node answers again with a new process, seen from outside. Never rejects. */
export function watchUp(options: LookOptions): Promise<Evidence> {
  const { victim, outside, scope } = options;
  const startedAtMs = scope.clock.nowMs();
  const givingUp = new AbortController();
  const look = async (): Promise<Observation[]> => {
    if (scope.signal.aborted && scope.clock.nowMs() - startedAtMs >= upWithinMsAfterAbort) givingUp.abort();
    const state = victim.control.state();
    const answer = await outside.askHeight(victim.node.endpoints.rpcUrl, oneLookMs);
    return [
      {
        what: `process of ${victim.node.id}`,
        expected: `running, not as ${victim.pidBefore}`,
        found: state.status === "running" ? `running as ${state.pid}` : state.status,
        asExpected: state.status === "running" && state.pid !== victim.pidBefore,
      },
      {
        what: `eth_blockNumber of ${victim.node.id}`,
        expected: "answered",
        found: answerText(answer),
        asExpected: answer.kind === "result",
      },
    ];
  };
  const rhythm = { everyMs: upPollMs, withinMs: upWithinMs, signal: givingUp.signal };
  const sinceMs = scope.sinceStartMs;
  return lookUntilAsExpected({ ...options, ...rhythm, awaited: `${victim.node.id} to answer again`, look, sinceMs });
}

interface Looking {
  readonly scope: RunScope;
  readonly awaited: string;
  readonly everyMs: number;
  readonly withinMs: number;
  readonly signal: AbortSignal;
  readonly look: () => Promise<Observation[]>;
  /** Since when the last look's findings hold. */
  readonly sinceMs: () => number;
}

/** The last look is the evidence, whether it was as expected or the time ran out. */
async function lookUntilAsExpected(looking: Looking): Promise<Evidence> {
  const { scope, look } = looking;
  let last: Evidence | undefined;
  try {
    return await poll({ ...looking, clock: scope.clock }, async () => {
      last = evidenceOf(await look(), looking.sinceMs());
      return last.seen ? { done: last } : { notYet: last.observations.map((seen) => seen.found).join(", ") };
    });
  } catch {
    // The deadline, or nobody wants to know any more: what was last seen says more than the error.
    last ??= evidenceOf(
      [{ what: looking.awaited, expected: "seen", found: "no look was possible", asExpected: false }],
      scope.sinceStartMs(),
    );
    assert(!last.seen, "a look that was as expected ends the poll");
    return last;
  }
}

function connectText(outcome: ConnectOutcome): string {
  return outcome.kind === "failed" ? outcome.reason : outcome.kind;
}

function answerText(answer: RpcAnswer): string {
  switch (answer.kind) {
    case "result":
      return "answered";
    case "error":
      return `error ${answer.code}: ${answer.message}`;
    case "unreachable":
    case "unknown":
      return answer.reason;
  }
}
