import { assert } from "../../base/assert.ts";
import type { Direction, Evidence, FaultAction, InjectRequest } from "../../model/fault.ts";
import { combineEvidence, lookSafely } from "../evidence/combine.ts";
import { lookBeforeCut, watchPassing, watchSilence } from "../evidence/link-evidence.ts";
import { affectedLinks, linkControlOf, namesOf } from "./affected-links.ts";
import type { FaultFamily } from "./fault-family.ts";
import { type FaultContext, type PreparedFault, undoOnce } from "./prepared-fault.ts";

type Partition = Extract<FaultAction, { action: "partition" }>;

/** A partition of the request's sources from its peers that is ready to be carried out. */
function preparePartition(context: FaultContext, options: { direction: Direction; cut: string }): PreparedFault {
  const { request, scope, outside } = context;
  const links = affectedLinks({ direction: options.direction, sources: request.sources, peers: request.peers });
  const control = linkControlOf(request);
  assert(control !== undefined && links.length > 0, "the driver's objection was not asked");
  const looks = { links, control, outside, scope };
  const undone = new AbortController();
  let silence: Promise<Evidence> = Promise.resolve(combineEvidence([]));
  return {
    targets: request.sources.map((node) => node.id),
    async carryOut() {
      const baseline = await lookBeforeCut(looks);
      scope.signal.throwIfAborted();
      await control.cut(options.cut, links);
      const watch = { ...looks, baseline, durationMs: request.fault.durationMs, signal: undone.signal };
      silence = lookSafely({ look: () => watchSilence(watch), what: "links", sinceStartMs: scope.sinceStartMs });
    },
    evidence: () => silence,
    revert: undoOnce(async () => {
      undone.abort();
      await control.heal(options.cut);
    }),
    evidenceOfEnd: () => watchPassing(looks),
  };
}

/** Partitions on processes: the proxies between the peers stop passing bytes on. */
export function linkPartitionFamily(): FaultFamily<Partition> {
  let cuts = 0;
  return {
    support(action, facts) {
      const why = facts.links ? partitionRefusal(action) : "a cluster of one node has no links to cut";
      if (why !== undefined) return { kind: "refused", why };
      return {
        kind: "emulated",
        how: "a TCP proxy per directed link holds the bytes, as dropped packets would be retransmitted later; a new connection is accepted and held where a real partition lets it hang",
      };
    },
    objection: (action, request) => partitionRefusal(action) ?? partitionObjection(request, action.direction),
    // The same manifest may be going on twice: each cut needs a name of its own.
    prepare: (action, context) =>
      preparePartition(context, { direction: action.direction, cut: `${context.request.fault.name}#${cuts++}` }),
  };
}

function partitionRefusal(action: Partition): string | undefined {
  if (action.externalTargets.length > 0) {
    return `externalTargets (${action.externalTargets.join(", ")}): nodes on loopback have no outside to be cut off from`;
  }
  if (action.target === undefined) {
    return "a partition without target cuts a pod off from everything, the harness included: name the target";
  }
  return undefined;
}

function partitionObjection(request: InjectRequest, direction: Direction): string | undefined {
  if (linkControlOf(request) === undefined) return "the nodes have no links that could be cut";
  const { sources, peers } = request;
  if (affectedLinks({ direction, sources, peers }).length > 0) return undefined;
  return `no link lies between ${namesOf(sources)} and ${namesOf(peers)}`;
}
