// An HTTPChaos is there when a real request through the node's own port meets what the fault says, and over when it
// meets what it met before.

import type { Clock } from "../../base/clock.ts";
import { poll } from "../../base/poll.ts";
import type { Evidence, Observation } from "../../model/fault.ts";
import type { HttpFault } from "../../model/fault-details.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { askHttp, HttpAnswer } from "../../platform/http-proxy/ask-http.ts";
import { answerText, differences, type Forecast, forecast, requestText } from "../http/forecast.ts";
import { evidenceOf } from "./combine.ts";

/** A node's port, as clients reach it. */
export interface AskedPort {
  readonly node: string;
  readonly origin: string;
}

interface Looking {
  readonly port: AskedPort;
  readonly ask: typeof askHttp;
  readonly scope: RunScope;
}

const answerWithinMs = 2000;
const seenWithinMs = 5000;
const overWithinMs = 5000;
const pauseMs = 50;
/** A delay is timed from both sides, on a machine that has other work as well. */
const delayShareMin = 0.95;
const delayShareMax = 1.25;
const delaySlackMs = 250;

/** Asks before the fault. Never rejects. */
export function lookBeforeHttp(looking: Looking & { fault: HttpFault }): Promise<Forecast> {
  return forecast(looking.fault, (request) =>
    looking.ask({ origin: looking.port.origin, request, withinMs: answerWithinMs, clock: looking.scope.clock }),
  );
}

/** Asks until what comes is what the fault says, or the time is up. Never rejects. */
export function watchHttp(
  looking: Looking & { forecast: Forecast; durationMs: number | undefined; signal: AbortSignal },
): Promise<Evidence> {
  const { forecast: expected, port, scope, durationMs = Number.POSITIVE_INFINITY } = looking;
  if (expected.kind === "blind") return Promise.resolve(evidenceOf([blindness(port, expected)], scope.sinceStartMs()));
  // A delay longer than this is seen as silence for this long.
  const patienceMs = Math.min(expected.delayMs * delayShareMax + answerWithinMs, Math.max(durationMs / 2, pauseMs));
  return lookUntil(looking, { patienceMs, withinMs: Math.min(seenWithinMs, durationMs / 2) }, (answer) => {
    const asked = effectText(expected);
    const found = `${wrongText(expected, answer)} (before: ${answerText(expected.before)})`;
    return { expected: asked, found, asExpected: isAsForecast(expected, answer, patienceMs) };
  });
}

/** Asks until what comes is what came before the fault, or the time is up. Never rejects. */
export function watchHttpOver(looking: Looking & { forecast: Forecast }): Promise<Evidence> {
  const { forecast: expected, port, scope } = looking;
  if (expected.kind === "blind") return Promise.resolve(evidenceOf([blindness(port, expected)], scope.sinceStartMs()));
  const { before } = expected;
  // Half of a delay that is gone is far from all of it, and far from none.
  const slowestMs = before.afterMs + Math.max(delaySlackMs, expected.delayMs / 2);
  const bounds = { patienceMs: answerWithinMs, withinMs: overWithinMs };
  return lookUntil({ ...looking, signal: undefined }, bounds, (answer) => {
    const wrong = answer.kind === "answered" ? differences(before.response, answer.response, expected.headers) : [];
    return {
      expected: `as before the fault: code ${before.response.status}, within ${Math.round(slowestMs)} ms`,
      found: [answerText(answer), ...wrong].join(", "),
      asExpected: answer.kind === "answered" && wrong.length === 0 && answer.afterMs <= slowestMs,
    };
  });
}

type Expects = Extract<Forecast, { kind: "expects" }>;

async function lookUntil(
  looking: Looking & { forecast: Forecast; signal: AbortSignal | undefined },
  bounds: { patienceMs: number; withinMs: number },
  judge: (answer: HttpAnswer) => Omit<Observation, "what">,
): Promise<Evidence> {
  const { port, scope, signal, ask, forecast: expected } = looking;
  const clock: Clock = scope.clock;
  const what = expected.kind === "expects" ? `${requestText(expected.request)} to ${port.node}` : port.node;
  let last: Evidence | undefined;
  const look = async () => {
    if (expected.kind === "blind") return { notYet: expected.why };
    const fromMs = scope.sinceStartMs();
    const answer = await ask({ origin: port.origin, request: expected.request, withinMs: bounds.patienceMs, clock });
    const seen = { what, ...judge(answer) };
    last = evidenceOf([seen], seen.asExpected ? fromMs : scope.sinceStartMs());
    return last.seen ? { done: last } : { notYet: seen.found };
  };
  const rhythm = { everyMs: pauseMs, withinMs: bounds.withinMs, signal };
  // The deadline, or the undo that ends the looking: what was last seen says more than the error.
  return await poll({ clock, awaited: `${what} to be seen`, ...rhythm }, look).catch(
    () => last ?? evidenceOf([{ what, expected: "an answer", found: "no look was possible", asExpected: false }], 0),
  );
}

function isAsForecast(expected: Expects, answer: HttpAnswer, patienceMs: number): boolean {
  const { delayMs, response, before } = expected;
  if (answer.kind === "timeout") return delayMs > patienceMs;
  if (answer.kind !== "answered" && answer.kind !== "closed") return false;
  const leastMs = delayMs * delayShareMin;
  const mostMs = delayMs * delayShareMax + before.afterMs + delaySlackMs;
  if (delayMs > 0 && (answer.afterMs < leastMs || answer.afterMs > mostMs)) return false;
  if (response === undefined || answer.kind === "closed") return response === undefined && answer.kind === "closed";
  return differences(response, answer.response, expected.headers).length === 0;
}

/** What the fault says, for people. */
function effectText({ delayMs, response, before, headers }: Expects): string {
  const delay = delayMs > 0 ? [`${Math.round(delayMs)} ms later`] : [];
  if (response === undefined) return ["the connection closed without an answer", ...delay].join(", ");
  // What is different is told from the side of the answer before.
  const changed = differences(before.response, response, headers);
  return ["an answer", ...delay, ...changed].join(", ");
}

function wrongText({ response, headers }: Expects, answer: HttpAnswer): string {
  if (response === undefined || answer.kind !== "answered") return answerText(answer);
  const wrong = differences(response, answer.response, headers);
  return wrong.length === 0 ? answerText(answer) : `${answerText(answer)}, ${wrong.join(", ")}`;
}

function blindness(port: AskedPort, { what, why }: Extract<Forecast, { kind: "blind" }>): Observation {
  return { what: `${what} to ${port.node}`, expected: "an answer that shows the fault", found: why, asExpected: false };
}
