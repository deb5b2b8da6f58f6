// Status checks of Workflows: who is asked, and what the answers come to.

import type { Clock } from "../base/clock.ts";
import type { ClusterNode } from "../model/node.ts";
import { nodeOfHost } from "../model/node-of-host.ts";
import type { PlannedCheck } from "../model/plan.ts";
import { askHttpStatus } from "../platform/http-status.ts";

/** One question of a check: undefined when its answer is a success, or what was wrong with it. Never throws. */
export type AskStatus = (check: PlannedCheck, signal: AbortSignal) => Promise<string | undefined>;

/** Asks over HTTP; a host that is called like a node stands for that node's RPC port, wherever it is. */
export function askStatusOf(nodes: readonly ClusterNode[], clock: Clock): AskStatus {
  return async (check, signal) => {
    const { http, timeoutMs, statusMin, statusMax } = check;
    const answer = await askHttpStatus({ ...http, url: whereIs(http.url, nodes), timeoutMs, clock, signal });
    if (answer.kind === "unanswered") return answer.reason;
    const wanted = statusMin === statusMax ? String(statusMin) : `${statusMin}-${statusMax}`;
    const isWanted = answer.status >= statusMin && answer.status <= statusMax;
    return isWanted ? undefined : `answered ${answer.status}, not ${wanted}`;
  };
}

function whereIs(text: string, nodes: readonly ClusterNode[]): string {
  const url = new URL(text);
  const node = nodeOfHost(url.hostname, nodes);
  if (node === undefined) return text;
  return new URL(`${url.pathname}${url.search}`, node.endpoints.rpcUrl).href;
}

/**
 * Asks once an interval until so many answers in a row were failures, or, of a synchronous check, successes; or until its
 * time is over. Returns why it failed, undefined when it did not.
 * https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/controllers/statuscheck/worker.go
 */
export async function runStatusCheck(options: {
  readonly check: PlannedCheck;
  readonly ask: AskStatus;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): Promise<string | undefined> {
  const { check, ask, clock, signal } = options;
  const deadlineMs = check.deadlineMs ?? Number.POSITIVE_INFINITY;
  const durationMs = check.durationMs ?? Number.POSITIVE_INFINITY;
  const startedAtMs = clock.nowMs();
  const endAtMs = startedAtMs + Math.min(deadlineMs, durationMs);
  let successes = 0;
  let failures = 0;
  for (let dueMs = startedAtMs + check.intervalMs; dueMs < endAtMs; dueMs += check.intervalMs) {
    await clock.sleep(dueMs - clock.nowMs(), signal);
    const wrong = await ask(check, signal);
    successes = wrong === undefined ? successes + 1 : 0;
    failures = wrong === undefined ? 0 : failures + 1;
    if (failures >= check.failuresMax) return `it failed ${times(failures)}, at last: ${wrong}`;
    if (check.mode === "Synchronous" && successes >= check.successesMin) return undefined;
  }
  await clock.sleep(endAtMs - clock.nowMs(), signal);
  // A deadline around it ends a check without a word; its own duration is the time it had to succeed.
  if (deadlineMs < durationMs || successes >= check.successesMin) return undefined;
  return `its time was over, and its last answer was ${failures > 0 ? "a failure" : "not yet a success"}`;
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times in a row`);
