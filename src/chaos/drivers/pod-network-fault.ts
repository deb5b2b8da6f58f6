// What partition and traffic shaping on pods have in common: externals are looked up, every pod gets its rules, evidence
// is taken before, during and after from inside, and in the end the namespaces are as they were.
//
// No undo is registered here, and none is missing: rules live in the network namespaces of the run, whose removal was
// registered when the cluster started, and so was the end of every process that carries the run's marks.

import type { Clock } from "../../base/clock.ts";
import type { NodeId } from "../../base/ids.ts";
import { poll } from "../../base/poll.ts";
import type { Evidence, InjectRequest, Observation } from "../../model/fault.ts";
import type { ClusterNode } from "../../model/node.ts";
import { combineEvidence, evidenceOf, lookSafely } from "../evidence/combine.ts";
import type { OpenProbe, PodProbe, ProbedPod } from "../evidence/pod-probe.ts";
import type { ProbedPair, ProbedPlace } from "../evidence/reach-evidence.ts";
import { noAddresses } from "../network/address-set.ts";
import { externalTargetObjection, type ResolveHost, resolveExternalTargets } from "../network/external-targets.ts";
import type { PodNetwork } from "../network/pod-network.ts";
import { type InNamespace, type PodNetworks, podsAmong } from "../network/pod-networks.ts";
import { outsidePlaces, type PodPair, type Sides } from "../network/pod-pairs.ts";
import { type NetworkAction, type PodRules, rulesByPod } from "../network/pod-rules.ts";
import { podDevice, type Slot } from "../network/slots.ts";
import { type FaultContext, type PreparedFault, settleAll, undoOnce } from "./prepared-fault.ts";

export interface PodNetworkParts {
  /** Shared by all families of a driver. */
  readonly networks: PodNetworks;
  readonly openProbe: (options: InNamespace) => Promise<PodProbe>;
  readonly resolveHost: ResolveHost;
}

/** Where a fault can be seen. */
export interface Sights {
  readonly pairs: readonly ProbedPair[];
  readonly places: readonly ProbedPlace[];
  readonly openProbe: OpenProbe;
}

/** One kind of evidence, made when the rules are known. */
export interface NetworkLooks {
  before(): Promise<void>;
  during(signal: AbortSignal): Promise<Evidence>;
  /** Of these pairs and places: others are still under the rules of another experiment. */
  after(clear: Pick<Sights, "pairs" | "places">): Promise<Evidence>;
}

type Rules = ReadonlyMap<NodeId, PodRules>;
export type FindPairs = (rules: Rules, sides: Sides) => PodPair[];

interface Placed {
  readonly network: PodNetwork;
  readonly node: NodeId;
  readonly slot: Slot;
}

/** A NetworkChaos that is ready to be carried out. */
export function preparePodNetworkFault(options: {
  action: NetworkAction;
  context: FaultContext;
  parts: PodNetworkParts;
  findPairs: FindPairs;
  looksAt: (sights: Sights) => NetworkLooks;
}): PreparedFault {
  const { action, context, parts } = options;
  const { request, scope } = context;
  const undone = new AbortController();
  const placed: Placed[] = [];
  const losses: Observation[] = [];
  let sights: Sights | undefined;
  let looks: NetworkLooks | undefined;
  let seeing: Promise<Evidence> = Promise.resolve(combineEvidence([]));
  const safely = (what: string, look: () => Promise<Evidence>) =>
    lookSafely({ look, what, sinceStartMs: scope.sinceStartMs });
  return {
    targets: request.sources.map((node) => node.id),
    async carryOut() {
      const externals = await resolveExternalTargets(action.externalTargets, parts.resolveHost);
      const rules = rulesByPod({ action, externals, ...sidesOf(request) });
      const openProbe: OpenProbe = (netns) => parts.openProbe({ netns, marks: scope.processMarks });
      sights = { ...sightsOf({ request, rules, findPairs: options.findPairs }), openProbe };
      looks = options.looksAt(sights);
      await looks.before();
      scope.signal.throwIfAborted();
      await settleAll(
        podsAmong([...request.sources, ...request.peers].filter(onlyFirst)).flatMap(({ id, control }) => {
          const given = rules.get(id);
          if (given === undefined) return [];
          const network = parts.networks.of({ id, control, marks: scope.processMarks });
          return network.add(given).then((slot) => void placed.push({ network, node: id, slot }));
        }),
      );
      const { during } = looks;
      seeing = safely("packets", () => during(undone.signal));
    },
    evidence: () => seeing,
    revert: undoOnce(async () => {
      undone.abort();
      for (const { network, node } of placed) losses.push(...lossOf(node, await network.lost()));
      await settleAll(placed.map(({ network, slot }) => network.remove(slot)));
    }),
    async evidenceOfEnd() {
      const clear = clearOf(sights, parts.networks);
      const left = await safely("rules", async () =>
        evidenceOf([...(await leftBy(placed)), ...losses], scope.sinceStartMs()),
      );
      const after = looks?.after;
      if (after === undefined || clear.pairs.length + clear.places.length === 0) return left;
      const seen = await safely("packets", () => untilLooked(() => after(clear), scope.clock));
      // There may be nothing to see, as for places outside that never answered.
      return seen.observations.length === 0 ? left : combineEvidence([seen, left]);
    },
  };
}

const lookWithinMs = 5000;
const lookEveryMs = 250;

/**
 * Another fault may take a pod's namespace away, with the probe in it: a container that is killed gets a new one when it
 * is restarted. A look that failed so says nothing of this fault.
 */
function untilLooked(look: () => Promise<Evidence>, clock: Clock): Promise<Evidence> {
  const wait = { clock, awaited: "a look at the packets", withinMs: lookWithinMs, everyMs: lookEveryMs };
  return poll(wait, async () => ({ done: await look() }));
}

/** Why these targets cannot be hit; undefined when they can. */
export function podNetworkObjection(options: {
  action: NetworkAction;
  request: InjectRequest;
  findPairs: FindPairs;
}): string | undefined {
  const { action, request } = options;
  for (const device of [action.device, action.targetDevice]) {
    if (device !== podDevice) return `device ${device}: the pods of this backend have ${podDevice} and no other`;
  }
  const wrong = externalTargetObjection(action.externalTargets);
  if (wrong !== undefined) return wrong;
  for (const { id, control } of podsAmong([...request.sources, ...request.peers])) {
    if (control.netns() === undefined) return `${id} has no network namespace: it is ${control.state().status}`;
  }
  if (action.externalTargets.length > 0) return undefined;
  const rules = rulesByPod({ action, externals: noAddresses, ...sidesOf(request) });
  if (options.findPairs(rules, sidesOf(request)).length > 0) return undefined;
  if (action.target === undefined)
    return `no other node runs, so nobody could see what becomes of the packets of ${namesOf(request.sources)}`;
  return `no packet passes between ${namesOf(request.sources)} and ${namesOf(request.peers)}`;
}

function sidesOf({ sources, peers, others = [] }: InjectRequest): Sides {
  const reachable = podsAmong(others).filter(({ control }) => control.state().status === "running");
  return { sources: podsAmong(sources), targets: podsAmong(peers), others: reachable };
}

function sightsOf(options: {
  request: InjectRequest;
  rules: Rules;
  findPairs: FindPairs;
}): Pick<Sights, "pairs" | "places"> {
  const { request, rules } = options;
  const sides = sidesOf(request);
  const pods = podsAmong([...request.sources, ...request.peers, ...(request.others ?? [])]);
  const probed = new Map(pods.map((pod) => [pod.id, probedPod(pod)]));
  const pairs = options.findPairs(rules, sides).flatMap(({ one, other, forth, back }) => {
    const ends = [probed.get(one.id), probed.get(other.id)] as const;
    return ends[0] === undefined || ends[1] === undefined ? [] : [{ one: ends[0], other: ends[1], forth, back }];
  });
  const outside = outsidePlaces(rules, { sources: sides.sources, pods });
  const places = podsAmong(request.sources).flatMap((pod) => outside.map((place) => ({ pod: probedPod(pod), place })));
  return { pairs, places };
}

const probedPod = ({ id, address, node, control }: ReturnType<typeof podsAmong>[number]): ProbedPod => ({
  id,
  address,
  p2pPort: node.endpoints.p2pPort,
  netns: () => control.netns(),
});

/** What no other experiment concerns. */
function clearOf(sights: Sights | undefined, networks: PodNetworks): Pick<Sights, "pairs" | "places"> {
  const isClear = (pod: ProbedPod) => !networks.areOn(pod.id);
  return {
    pairs: sights?.pairs.filter(({ one, other }) => isClear(one) && isClear(other)) ?? [],
    places: sights?.places.filter(({ pod }) => isClear(pod)) ?? [],
  };
}

/** Chains, sets, qdiscs and links against those from before the fault. */
async function leftBy(placed: readonly Placed[]): Promise<Observation[]> {
  return Promise.all(
    placed.map(async ({ network, node, slot }) => {
      const left = await network.leftovers(slot);
      return {
        what: `chains, sets, qdiscs and links of ${node}`,
        expected: "as before the fault",
        found: left.length === 0 ? "as before the fault" : left.join("; "),
        asExpected: left.length === 0,
      };
    }),
  );
}

/** A fault that stopped by itself half-way is no evidence of what a network does under it. */
function lossOf(node: NodeId, lost: string | undefined): Observation[] {
  if (lost === undefined) return [];
  return [{ what: `rules of ${node}`, expected: "in force until the undo", found: lost, asExpected: false }];
}

const onlyFirst = (node: ClusterNode, index: number, nodes: readonly ClusterNode[]): boolean =>
  nodes.findIndex(({ id }) => id === node.id) === index;

function namesOf(nodes: readonly ClusterNode[]): string {
  return nodes.length === 0 ? "no node" : nodes.map((node) => node.id).join(", ");
}
