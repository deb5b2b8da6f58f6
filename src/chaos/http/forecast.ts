// What a trial request must meet while an HTTPChaos goes on, told from what it met before. Pure but for the asking.

import type { HttpFault } from "../../model/fault-details.ts";
import type { HttpAnswer } from "../../platform/http-proxy/ask-http.ts";
import {
  applyToRequest,
  applyToResponse,
  faultsOfResponse,
  type HttpRequest,
  type HttpResponse,
  type Outcome,
} from "../../platform/http-proxy/http-rules.ts";
import { trialRequest } from "./trial-request.ts";

export type Forecast =
  /** Nothing can be seen of the fault by a request from outside. */
  | { readonly kind: "blind"; readonly what: string; readonly why: string }
  | {
      readonly kind: "expects";
      readonly request: HttpRequest;
      readonly before: Answered;
      readonly delayMs: number;
      /** Undefined: the connection is closed without an answer. */
      readonly response: HttpResponse | undefined;
      /** Headers that the fault sets or adds. */
      readonly headers: readonly string[];
    };

export type Answered = Extract<HttpAnswer, { kind: "answered" }>;

/** Asks before the fault: what it would change, and, where it changes the request, what that request is answered. */
export async function forecast(
  fault: HttpFault,
  ask: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<Forecast> {
  const trial = trialRequest(fault);
  if (trial.kind === "none") return { kind: "blind", what: "a request that is meant", why: trial.why };
  const { request } = trial;
  const blind = (why: string): Forecast => ({ kind: "blind", what: requestText(request), why });
  const before = await ask(request);
  if (before.kind !== "answered") return blind(`${answerText(before)} already before the fault`);
  const headers = [...Object.keys(fault.replace?.headers ?? {}), ...(fault.patch?.headers ?? []).map(([name]) => name)];
  const expects = { kind: "expects", request, before, headers } as const;
  if (fault.target === "Response") {
    if (faultsOfResponse([fault], request, before.response).length === 0) {
      return blind(`its answer, code ${before.response.status}, is not one that the fault means`);
    }
    const outcome = applyToResponse(before.response, [fault]);
    return visible({ ...expects, delayMs: outcome.delayMs, response: messageOf(outcome) });
  }
  const outcome = applyToRequest(request, [fault]);
  const changed = messageOf(outcome);
  const { delayMs } = outcome;
  if (changed === undefined) return { ...expects, delayMs, response: undefined };
  const rehearsed = changed === request ? before : await ask(changed);
  // A node that has no answer to the changed request gives none; that is what the trial will meet.
  const response = rehearsed.kind === "answered" ? rehearsed.response : undefined;
  return visible({ ...expects, headers: [], delayMs, response });
}

const messageOf = <Message>(outcome: Outcome<Message>): Message | undefined =>
  outcome.kind === "pass" ? outcome.message : undefined;

/** A change that leads to the same answer cannot be told from none. */
function visible(expected: Extract<Forecast, { kind: "expects" }>): Forecast {
  const { delayMs, response, before, headers, request } = expected;
  if (delayMs > 0 || response === undefined || differences(response, before.response, headers).length > 0)
    return expected;
  return { kind: "blind", what: requestText(request), why: "with the fault it is answered as without" };
}

/** What of `expected` is not so in `found`, for people; only the named headers count. */
export function differences(expected: HttpResponse, found: HttpResponse, headers: readonly string[]): string[] {
  const told: string[] = [];
  if (found.status !== expected.status) told.push(`code ${found.status}`);
  if (!sameBody(expected.body, found.body)) told.push(`body ${bodyText(found.body)}`);
  for (const name of headers) {
    const [wanted, got] = [valuesOf(expected, name), valuesOf(found, name)];
    if (wanted.join("\n") !== got.join("\n")) told.push(`${name}: ${got.join(", ") || "none"}`);
  }
  return told;
}

/** JSON is the same in any spelling. */
function sameBody(one: Uint8Array, other: Uint8Array): boolean {
  if (Buffer.compare(one, other) === 0) return true;
  try {
    return canonical(one) === canonical(other);
  } catch {
    return false; // no JSON, and other bytes
  }
}

function canonical(body: Uint8Array): string {
  return JSON.stringify(JSON.parse(Buffer.from(body).toString()), (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

const valuesOf = (response: HttpResponse, name: string): string[] =>
  response.headers.flatMap(([other, value]) => (other.toLowerCase() === name.toLowerCase() ? [value] : []));

export const requestText = ({ method, url }: HttpRequest): string => `${method} ${url}`;

export function answerText(answer: HttpAnswer): string {
  switch (answer.kind) {
    case "answered":
      return `code ${answer.response.status} after ${Math.round(answer.afterMs)} ms`;
    case "closed":
      return `closed without an answer after ${Math.round(answer.afterMs)} ms`;
    case "refused":
      return "connection refused";
    case "timeout":
      return `no answer for ${Math.round(answer.afterMs)} ms`;
    case "failed":
      return answer.reason;
  }
}

const bodyLengthMax = 60;

/** A body for people, shortened. */
export function bodyText(body: Uint8Array): string {
  const text = Buffer.from(body).toString("utf8");
  if (text === "") return "empty";
  return text.length <= bodyLengthMax ? text : `${text.slice(0, bodyLengthMax)}...`;
}
