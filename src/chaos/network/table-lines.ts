// The iptables rules of a pod, as a change from what is there to what is wanted, for `iptables-restore --noflush`: each
// table changes in one step. https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/pkg/chaosdaemon/iptables_server.go

import { queueCopyMark } from "./packet-queue.ts";
import { engineOf, isUntargeted, type Shaper } from "./shaper.ts";
import {
  anySlotMark,
  networkSet,
  type Purpose,
  packetsFor,
  podDevice,
  portSet,
  type Slot,
  slotChain,
  slotClass,
  slotMark,
  trunkChain,
} from "./slots.ts";

export interface TableChange {
  readonly before: readonly Slot[];
  readonly after: readonly Slot[];
  readonly shaper: Shaper;
  /** Number of the packet queue. */
  readonly queue: number;
}

const places: readonly { table: string; hook: string; purpose: Purpose }[] = [
  { table: "filter", hook: "INPUT", purpose: "in" },
  { table: "filter", hook: "OUTPUT", purpose: "out" },
  { table: "mangle", hook: "POSTROUTING", purpose: "shaped" },
];

/** The text for iptables-restore; empty when nothing changes. */
export function tableLines(change: TableChange): string[] {
  return ["filter", "mangle"].flatMap((table) => {
    const lines = places.filter((place) => place.table === table).flatMap((place) => hookLines(change, place));
    return lines.length === 0 ? [] : [`*${table}`, ...lines, "COMMIT"];
  });
}

function hookLines(change: TableChange, place: { hook: string; purpose: Purpose }): string[] {
  const { purpose, hook } = place;
  const before = inOrder(change.before, purpose);
  const after = inOrder(change.after, purpose);
  const wanted = trunkLines(after, change, purpose);
  if (wanted.join("\n") === trunkLines(before, change, purpose).join("\n")) return [];
  const trunk = trunkChain(purpose);
  const chains = new Set([...before, ...after].map((slot) => slotChain(slot, purpose)));
  const kept = new Set(after.map((slot) => slotChain(slot, purpose)));
  const jump = `${hook}${before.length === 0 ? " 1" : ""} -j ${trunk}`;
  return [
    // Naming a chain creates it, or empties it.
    ...[trunk, ...chains].map((chain) => `:${chain} - [0:0]`),
    ...(before.length === 0 ? [`-I ${jump}`] : []),
    ...(after.length === 0 ? [`-D ${jump}`] : []),
    ...wanted,
    ...[...chains].filter((chain) => !kept.has(chain)).map((chain) => `-X ${chain}`),
    ...(after.length === 0 ? [`-X ${trunk}`] : []),
  ];
}

/** Those that concern everything come first, so that where two of them meet, the one that names its target has the last word; then the latest has, as with Chaos Mesh. */
function inOrder(slots: readonly Slot[], purpose: Purpose): Slot[] {
  const own = slots.filter((slot) => packetsFor(slot, purpose) !== undefined);
  if (purpose !== "shaped") return own;
  return [...own.filter(isUntargeted), ...own.filter((slot) => !isUntargeted(slot))];
}

function trunkLines(slots: readonly Slot[], change: TableChange, purpose: Purpose): string[] {
  const trunk = trunkChain(purpose);
  const jumps = slots.map((slot) => `-A ${trunk} -j ${slotChain(slot, purpose)}`);
  const rules = slots.flatMap((slot) => slotLines(slot, purpose, change.shaper));
  const queued = purpose === "shaped" && slots.some((slot) => engineOf(slot, change.shaper) === "nfqueue");
  // With --queue-bypass packets pass as if there were no rule while nobody listens on the queue.
  const toQueue = `-A ${trunk} -o ${podDevice} -m mark --mark ${anySlotMark} -j NFQUEUE --queue-num ${change.queue} --queue-bypass`;
  return [...jumps, ...(queued ? [toQueue] : []), ...rules];
}

function slotLines(slot: Slot, purpose: Purpose, shaper: Shaper): string[] {
  const chain = slotChain(slot, purpose);
  const verdict = verdictOf(slot, purpose, shaper);
  if (verdict === undefined) return [];
  const fresh = verdict.startsWith("MARK") ? ` -m mark ! --mark ${queueCopyMark}` : "";
  return matchesOf(slot, purpose).map((match) => `-A ${chain} ${match}${fresh} -j ${verdict}`);
}

function verdictOf(slot: Slot, purpose: Purpose, shaper: Shaper): string | undefined {
  if (purpose !== "shaped") return "DROP";
  if (engineOf(slot, shaper) === "nfqueue") return `MARK --set-mark 0x${slotMark(slot).toString(16)}`;
  // Without target the qdisc is the root, which all packets pass anyway.
  return isUntargeted(slot) ? undefined : `CLASSIFY --set-class ${slotClass(slot)}`;
}

/** By the other side's address; its port is where packets go, in both directions, as with Chaos Mesh. */
function matchesOf(slot: Slot, purpose: Purpose): string[] {
  const packets = packetsFor(slot, purpose);
  if (packets === undefined) return [];
  const [device, side] = purpose === "in" ? ["-i", "src"] : ["-o", "dst"];
  const on = `${device} ${podDevice}`;
  if (packets.kind === "all") return [on];
  const { networks, ports } = packets.others;
  return [
    ...(networks.length > 0 ? [`${on} -m set --match-set ${networkSet(slot, purpose)} ${side}`] : []),
    ...(ports.length > 0 ? [`${on} -m set --match-set ${portSet(slot, purpose)} ${side},dst`] : []),
  ];
}
