// Delay and rate between nodes that are processes: the proxies between the peers hold bytes back. A stream has no
// packets, so it can come later or slower, but nothing of it can be lost, doubled, damaged or overtaken.

import { assert } from "../../base/assert.ts";
import type { Evidence, FaultAction, ShapingAction } from "../../model/fault.ts";
import type { LinkShape } from "../../model/node.ts";
import type { TrafficShape } from "../../model/traffic.ts";
import { combineEvidence, lookSafely } from "../evidence/combine.ts";
import { lookBeforeShaping, watchShaped, watchUnshaped } from "../evidence/link-timing-evidence.ts";
import { affectedLinks, linkControlOf, namesOf } from "./affected-links.ts";
import type { FaultFamily } from "./fault-family.ts";
import { type FaultContext, type PreparedFault, undoOnce } from "./prepared-fault.ts";

type Shaping = Extract<FaultAction, { action: ShapingAction }>;

/** NetworkChaos with delay, rate or bandwidth on processes. */
export function linkTrafficFamily(): FaultFamily<Shaping> {
  let shapes = 0;
  return {
    support(action, facts) {
      const why = facts.links ? refusal(action) : "a cluster of one node has no links to slow";
      if (why !== undefined) return { kind: "refused", why };
      return {
        kind: "emulated",
        how: "a TCP proxy per directed link holds the bytes back, in order; what the harness and the load send is not slowed",
      };
    },
    objection(action, request) {
      const why = refusal(action);
      if (why !== undefined) return why;
      if (linkControlOf(request) === undefined) return "the nodes have no links that could be slowed";
      const { sources, peers } = request;
      if (affectedLinks({ direction: action.direction, sources, peers }).length > 0) return undefined;
      return `no link lies between ${namesOf(sources)} and ${namesOf(peers)}`;
    },
    prepare: (action, context) =>
      prepareShaping(context, { action, name: `${context.request.fault.name}#${shapes++}` }),
  };
}

function prepareShaping(context: FaultContext, options: { action: Shaping; name: string }): PreparedFault {
  const { request, scope, outside } = context;
  const { action, name } = options;
  const control = linkControlOf(request);
  assert(control !== undefined, "the driver's objection was not asked");
  const { sources, peers } = request;
  const links = affectedLinks({ direction: action.direction, sources, peers });
  const shape = linkShapeOf(action.shape);
  const looks = { links, shape, control, outside, scope };
  const undone = new AbortController();
  let shaped: Promise<Evidence> = Promise.resolve(combineEvidence([]));
  return {
    targets: sources.map((node) => node.id),
    async carryOut() {
      const before = await lookBeforeShaping(looks);
      scope.signal.throwIfAborted();
      await control.shape(name, links, shape);
      const look = () => watchShaped({ ...looks, before, signal: undone.signal });
      shaped = lookSafely({ look, what: "links", sinceStartMs: scope.sinceStartMs });
    },
    evidence: () => shaped,
    revert: undoOnce(async () => {
      undone.abort();
      await control.unshape(name);
    }),
    evidenceOfEnd: () => watchUnshaped(looks),
  };
}

function refusal({ shape, target, externalTargets }: Shaping): string | undefined {
  const noPackets = "a TCP stream has no packets to";
  const needs = "it takes a network device of its own per node, as the backends netns and docker have";
  if (shape.loss !== undefined) return `${noPackets} lose; ${needs}`;
  if (shape.duplicate !== undefined) return `${noPackets} duplicate; ${needs}`;
  if (shape.corrupt !== undefined) return `${noPackets} corrupt: TCP would discard and resend them; ${needs}`;
  if (shape.delay?.reorder !== undefined) return `${noPackets} reorder; ${needs}`;
  if (externalTargets.length > 0) return "nodes on loopback have no outside, so externalTargets name nothing";
  if (target === undefined) {
    return "without a target all that a node sends is meant, answers to RPC included, and only the links between peers can be slowed: name the target";
  }
  return undefined;
}

/** netem's rate and a token bucket look the same to a stream that is long enough. */
function linkShapeOf({ delay, rateBytesPerSecond, bandwidth }: TrafficShape): LinkShape {
  return {
    delayMs: delay?.latencyMs ?? 0,
    jitterMs: delay?.jitterMs ?? 0,
    correlation: delay?.correlation ?? 0,
    bytesPerSecond: bandwidth?.bytesPerSecond ?? rateBytesPerSecond,
  };
}
