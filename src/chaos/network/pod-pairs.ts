// Between which pods a NetworkChaos can be seen: the same rules that go to the pods say which packets they concern.

import type { NodeId } from "../../base/ids.ts";
import type { Packets, Pod, PodRules } from "./pod-rules.ts";

/** Two pods, and whether what each sends to the other is concerned. */
export interface PodPair {
  readonly one: Pod;
  readonly other: Pod;
  /** From `one` to `other`. */
  readonly forth: boolean;
  readonly back: boolean;
}

export interface Sides {
  readonly sources: readonly Pod[];
  readonly targets: readonly Pod[];
  /** Of neither side. */
  readonly others: readonly Pod[];
}

type Rules = ReadonlyMap<NodeId, PodRules>;
type Concerns = (rules: Rules, from: Pod, to: Pod) => boolean;

/** Dropped where it leaves or where it arrives. */
export const drops: Concerns = (rules, from, to) =>
  covers(rules.get(from.id)?.dropOut, to.address) || covers(rules.get(to.id)?.dropIn, from.address);

export const shapes: Concerns = (rules, from, to) => covers(rules.get(from.id)?.shaped?.packets, to.address);

/** Every pair of a partition; without target, each source with one pod that it is cut off from. */
export function droppedPairs(rules: Rules, sides: Sides): PodPair[] {
  const pairs = sides.sources.flatMap((source) => {
    const concerned = candidates(source, sides)
      .map((pod) => pairOf({ rules, one: source, other: pod, concerns: drops }))
      .filter((pair) => pair.forth || pair.back);
    return sides.targets.length > 0 ? concerned : concerned.slice(0, 1);
  });
  return onceEach(pairs);
}

/** For every pod that shapes, one pair with it as `one`; partners differ as far as they can. */
export function shapedPairs(rules: Rules, sides: Sides): PodPair[] {
  const pods = [...sides.sources, ...sides.targets].filter((pod) => rules.get(pod.id)?.shaped !== undefined);
  const distinct = pods.filter((pod, index) => pods.findIndex(({ id }) => id === pod.id) === index);
  const pairs = distinct.flatMap((pod, index) => {
    const concerned = [...candidates(pod, sides), ...sides.sources]
      .filter((partner) => partner.id !== pod.id && shapes(rules, pod, partner))
      .map((partner) => pairOf({ rules, one: pod, other: partner, concerns: shapes }));
    return concerned[index % Math.max(1, concerned.length)] ?? [];
  });
  return onceEach(pairs);
}

/** Addresses outside the cluster. */
export interface OutsidePlace {
  readonly network: string;
  /** Undefined: all ports are meant. */
  readonly port: number | undefined;
}

/** Addresses that rules name, but no pod of these has: where to look is inside a source, and who answers is unknown. */
export function outsidePlaces(
  rules: Rules,
  options: { sources: readonly Pod[]; pods: readonly Pod[] },
): OutsidePlace[] {
  const all = options.sources.flatMap((source) => {
    const given = rules.get(source.id);
    const packets = given?.dropOut ?? given?.dropIn ?? given?.shaped?.packets;
    return packets?.kind === "some" ? [packets.others] : [];
  });
  const networks = new Set(all.flatMap((set) => set.networks));
  const bare = [...networks]
    .filter((network) => !options.pods.some((pod) => holds(network, pod.address)))
    .map((network) => ({ network, port: undefined }));
  const ports = new Map(all.flatMap((set) => set.ports.map((place) => [`${place.network}:${place.port}`, place])));
  return [...bare, ...ports.values()];
}

function candidates(pod: Pod, sides: Sides): Pod[] {
  const pods = sides.targets.length > 0 ? sides.targets : [...sides.others, ...sides.sources];
  return pods.filter(({ id }) => id !== pod.id);
}

function pairOf(options: { rules: Rules; one: Pod; other: Pod; concerns: Concerns }): PodPair {
  const { rules, one, other, concerns } = options;
  return { one, other, forth: concerns(rules, one, other), back: concerns(rules, other, one) };
}

/** A pair and its mirror image are one. */
function onceEach(pairs: readonly PodPair[]): PodPair[] {
  const byName = new Map<string, PodPair>();
  for (const pair of pairs) {
    const name = [pair.one.id, pair.other.id].sort().join(" ");
    if (!byName.has(name)) byName.set(name, pair);
  }
  return [...byName.values()];
}

function covers(packets: Packets | undefined, address: string): boolean {
  if (packets === undefined) return false;
  return packets.kind === "all" || packets.others.networks.some((network) => holds(network, address));
}

/** Whether an IPv4 network such as 10.0.0.0/8 holds an address. */
export function holds(network: string, address: string): boolean {
  const [base = "", bits = "32"] = network.split("/");
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(base) / size) === Math.floor(numberOf(address) / size);
}

const numberOf = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
