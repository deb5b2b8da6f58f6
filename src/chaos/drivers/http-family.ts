// What HTTPChaos has in common wherever the proxy stands: looks before, rules in, looks, rules out, looks.

import type { Evidence, FaultAction, InjectRequest } from "../../model/fault.ts";
import type { HttpFault } from "../../model/fault-details.ts";
import type { ClusterNode } from "../../model/node.ts";
import { lifecycleOf } from "../../model/node.ts";
import type { askHttp } from "../../platform/http-proxy/ask-http.ts";
import { combineEvidence, lookSafely } from "../evidence/combine.ts";
import { type AskedPort, lookBeforeHttp, watchHttp, watchHttpOver } from "../evidence/http-evidence.ts";
import type { Forecast } from "../http/forecast.ts";
import { type FaultContext, type PreparedFault, settleAll, undoOnce } from "./prepared-fault.ts";

export type HttpChaos = Extract<FaultAction, { kind: "HTTPChaos" }>;

/** One node whose traffic is changed. */
export interface HttpPlace {
  readonly port: AskedPort;
  /** None takes the rules of that name away. */
  set(name: string, faults: readonly HttpFault[]): Promise<void>;
}

interface Course {
  readonly place: HttpPlace;
  forecast: Forecast;
  seen: Promise<Evidence>;
}

/** An HTTPChaos that is ready to be carried out. */
export function prepareHttp(
  action: HttpChaos,
  options: { context: FaultContext; places: readonly HttpPlace[]; name: string; ask: typeof askHttp },
): PreparedFault {
  const { places, name, ask } = options;
  const { request, scope } = options.context;
  const { sinceStartMs } = scope;
  const courses = places.map((place): Course => {
    const unseen: Forecast = { kind: "blind", what: "a request", why: "nobody has looked before the fault" };
    return { place, forecast: unseen, seen: Promise.resolve(combineEvidence([])) };
  });
  const undone = new AbortController();
  const begin = async (course: Course) => {
    const { port } = course.place;
    course.forecast = await lookBeforeHttp({ port, ask, scope, fault: action.http });
    scope.signal.throwIfAborted();
    await course.place.set(name, [action.http]);
    const { durationMs } = request.fault;
    const look = () => watchHttp({ port, ask, scope, forecast: course.forecast, durationMs, signal: undone.signal });
    course.seen = lookSafely({ look, what: `requests to ${port.node}`, sinceStartMs });
  };
  return {
    targets: request.sources.map(({ id }) => id),
    carryOut: () => settleAll(courses.map(begin)),
    evidence: async () => combineEvidence(await Promise.all(courses.map(({ seen }) => seen))),
    revert: undoOnce(async () => {
      undone.abort();
      await settleAll(courses.map(({ place }) => place.set(name, [])));
    }),
    evidenceOfEnd: async () =>
      combineEvidence(
        await Promise.all(
          courses.map(({ place, forecast }) => watchHttpOver({ port: place.port, ask, scope, forecast })),
        ),
      ),
  };
}

/** Why a node's traffic cannot be changed now, on any backend. */
export function httpObjection(action: HttpChaos, request: InjectRequest): string | undefined {
  const { port } = action.http.match;
  for (const node of request.sources) {
    const status = lifecycleOf(node)?.state().status;
    if (status !== "running") return `${node.id} is not running (${status})`;
    if (isPeerPort(node, port)) return `port ${port} of ${node.id} is for its peers, which do not speak HTTP`;
  }
  return undefined;
}

const isPeerPort = ({ endpoints }: ClusterNode, port: number): boolean => endpoints.p2pPort === port;
